"""The one list of commands: keys, palette, help, hint bar and the guide's key table are all made from it."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple, TypeAlias

Context: TypeAlias = Literal["board", "search", "panel"]
"""When a key is heard: on the board, before that while a search is active, and before both in the details."""


class Command(NamedTuple):
    """Something that a key or the palette does."""

    id: str
    """`noun.verb`; what users write to give it other keys."""
    title: str
    """A few words, as in the palette."""
    help: str
    """One sentence."""
    keys: tuple[str, ...]
    """Default keys; keys of a chord are separated by a blank."""
    context: Context = "board"
    hint: str = ""
    """Its word in the hint bar, where the title is too long."""
    vim: tuple[str, ...] = ()
    """Those of its keys that the arrows style does without."""
    many: bool = False
    """Whether it acts on all deals that are selected, where some are."""


_CURSOR: Final = (
    Command("cursor.left", "Column to the left", "Go to the column on the left.", ("h", "left"), vim=("h",)),
    Command(
        "cursor.down", "Card below", "Go to the next card; stops at the last.", ("j", "down"), vim=("j",)
    ),
    Command("cursor.up", "Card above", "Go to the card above; stops at the first.", ("k", "up"), vim=("k",)),
    Command(
        "cursor.right", "Column to the right", "Go to the column on the right.", ("l", "right"), vim=("l",)
    ),
    Command(
        "cursor.first", "First card", "Go to the first card of the column.", ("g g", "home"), vim=("g g",)
    ),
    Command("cursor.last", "Last card", "Go to the last card of the column.", ("G", "end"), vim=("G",)),
    Command(
        "cursor.page-down", "Half a page down", "Go down by half of what is shown.", ("ctrl+d", "pagedown")
    ),
    Command("cursor.page-up", "Half a page up", "Go up by half of what is shown.", ("ctrl+u", "pageup")),
    Command(
        "cursor.column",
        "Column by number",
        "Go to the first to ninth column.",
        ("1", "2", "3", "4", "5", "6", "7", "8", "9"),
    ),
)
_MOVES: Final = (
    Command(
        "deal.move-right",
        "Move to the next stage",
        "Move the deal to the next stage; the cursor follows it.",
        ("L", "shift+right", ">"),
        hint="move",
        vim=("L",),
        many=True,
    ),
    Command(
        "deal.move-left",
        "Move to the previous stage",
        "Move the deal to the previous stage; the cursor follows it.",
        ("H", "shift+left", "<"),
        vim=("H",),
        many=True,
    ),
    Command("deal.move", "Move to a stage...", "Pick the stage to move the deal to.", ("m",), many=True),
    Command(
        "deal.rank-down",
        "Move down in the column",
        "Put the deal below the next card of its column; it keeps that place.",
        ("J", "shift+down"),
        vim=("J",),
    ),
    Command(
        "deal.rank-up",
        "Move up in the column",
        "Put the deal above the card before it in its column; it keeps that place.",
        ("K", "shift+up"),
        vim=("K",),
    ),
    Command(
        "deal.rank-clear",
        "Back to the automatic place",
        "Forget the deal's manual place: it stands by urgency and value again.",
        ("g r",),
    ),
)
_DEAL: Final = (
    Command(
        "deal.open",
        "Open the details",
        "Show the deal beside the board; once more to work in there.",
        ("enter",),
        hint="open",
    ),
    Command("deal.new", "New deal", "Add a deal with one quick line of text.", ("n",), hint="new"),
    Command("deal.new-here", "New deal in this column", "Add a deal to the column of the cursor.", ("o",)),
    Command(
        "deal.edit", "Edit the deal", "Change the deal's fields in a form.", ("e",), hint="edit", many=True
    ),
    Command("deal.priority", "Set the priority", "Low, normal or high.", ("p",), many=True),
    Command("deal.owner", "Set the owner", "Say who the deal belongs to.", ("a",), many=True),
    Command("deal.tags", "Set the tags", "Change the deal's tags.", ("t",), hint="tags", many=True),
    Command("deal.due", "Set the expected close", "Say when the deal should close.", ("d",), many=True),
    Command(
        "deal.contacts",
        "People on the deal",
        "Add, change or take off the people you talk to.",
        ("g p",),
    ),
    Command(
        "deal.company",
        "The deal's company",
        "Say what is known of the company: industry, size, website, a note.",
        ("g o",),
    ),
    Command(
        "deal.archive",
        "Archive the deal",
        "Take the deal off the board and keep it.",
        ("x",),
        hint="archive",
        many=True,
    ),
    Command("deal.delete", "Delete the deal", "Delete the deal, after a question.", ("D",), many=True),
    Command(
        "deal.yank-id", "Copy the id", "Send the deal's id to the terminal's clipboard.", ("y",), many=True
    ),
    Command(
        "deal.yank",
        "Copy a summary",
        "Send a line about the deal to the terminal's clipboard.",
        ("Y",),
        many=True,
    ),
)
_STEPS: Final = (
    Command(
        "deal.follow-up",
        "Plan a follow-up",
        "Plan the next step, or finish or snooze it.",
        ("f",),
        hint="follow up",
        many=True,
    ),
    Command(
        "deal.log",
        "Log an activity",
        "Record a call, mail, message, meeting or note.",
        ("c",),
        hint="log",
        many=True,
    ),
    Command("deal.note", "Write a note", "Write a note in your $EDITOR.", ("E",), many=True),
    Command(
        "deal.cadence",
        "Start or end a cadence",
        "Put the deal into a row of follow-ups, or take it out of the one it is in.",
        ("g w",),
        many=True,
    ),
    Command(
        "deal.nurture",
        "Nurture the deal",
        "Keep a deal that is not ready warm with a recurring follow-up, or stop that.",
        ("g n",),
        many=True,
    ),
)
_SALE: Final = (
    Command(
        "deal.qualify",
        "Qualify the deal",
        "Answer what you know of the budget, the need and so on; mark it MQL or SQL.",
        ("b",),
        hint="qualify",
    ),
    Command(
        "deal.checklist",
        "Checklist of the stage",
        "See and tick what is to be done in the stage, the screening and the closing signals.",
        ("T",),
        hint="checklist",
    ),
    Command(
        "deal.proposals",
        "Proposals of the deal",
        "Make offers, mark them sent, accepted or declined, and tick what they speak of.",
        ("P",),
    ),
    Command(
        "deal.close",
        "Close: won, lost or disqualified",
        "Close the deal with a reason.",
        ("W",),
        hint="close",
        many=True,
    ),
    Command("deal.reopen", "Reopen the deal", "Open a closed deal again.", ("O",), many=True),
)
_AFTER: Final = (
    Command(
        "deal.handover",
        "Hand over a won deal",
        "Say who takes it over, tick what is done, note how satisfied they are.",
        ("g h",),
    ),
    Command(
        "deal.spawn",
        "Upsell, cross-sell or renew",
        "Make a new deal out of a won one, with its people.",
        ("g u",),
    ),
    Command(
        "deal.linked",
        "Go to a linked deal",
        "Go to the deal that this one came out of, or that came out of it.",
        ("g l",),
    ),
)
_DETAIL: Final = (
    Command(
        "detail.next-tab", "Next tab", "Show the next tab of the details.", ("]", "tab"), hint="next tab"
    ),
    Command(
        "detail.previous-tab", "Previous tab", "Show the previous tab of the details.", ("[", "shift+tab")
    ),
    Command(
        "detail.scroll-down", "Scroll the details down", "Show more of a long tab.", ("}",), hint="scroll"
    ),
    Command("detail.scroll-up", "Scroll the details up", "Go back up in a long tab.", ("{",)),
)
_PANEL: Final = (
    Command(
        "panel.down",
        "Line below",
        "In the details, go to the next line; scrolls where there is none.",
        ("j", "down"),
        "panel",
        vim=("j",),
    ),
    Command(
        "panel.up",
        "Line above",
        "In the details, go to the line above; scrolls where there is none.",
        ("k", "up"),
        "panel",
        vim=("k",),
    ),
    Command(
        "panel.first", "First line", "In the details, go to the top.", ("g g", "home"), "panel", vim=("g g",)
    ),
    Command("panel.last", "Last line", "In the details, go to the end.", ("G", "end"), "panel", vim=("G",)),
    Command(
        "panel.page-down",
        "Half a panel down",
        "In the details, go down by half of what is seen.",
        ("ctrl+d", "pagedown"),
        "panel",
    ),
    Command(
        "panel.page-up",
        "Half a panel up",
        "In the details, go up by half of what is seen.",
        ("ctrl+u", "pageup"),
        "panel",
    ),
    Command(
        "panel.right",
        "Tab to the right",
        "In the details, show the next tab.",
        ("l", "right"),
        "panel",
        vim=("l",),
    ),
    Command(
        "panel.left",
        "Tab to the left",
        "In the details, show the previous tab.",
        ("h", "left"),
        "panel",
        vim=("h",),
    ),
    Command(
        "panel.edit",
        "Edit the line",
        "Type into the line in place; Enter saves, Esc leaves it as it was.",
        ("enter",),
        "panel",
        hint="edit",
    ),
    Command(
        "panel.toggle",
        "Next choice on the line",
        "Tick it, or go on to its next answer or choice; finishes a follow-up.",
        ("space",),
        "panel",
        hint="next choice",
    ),
    Command(
        "panel.number",
        "Next choice by number",
        "Do what Space does, on the line with that number.",
        ("1", "2", "3", "4", "5", "6", "7", "8", "9"),
        "panel",
    ),
    Command(
        "panel.add",
        "Add to the tab",
        "Plan a follow-up, make an offer, add a person, write a note or make a field of your own.",
        ("a",),
        "panel",
        hint="add",
    ),
    Command(
        "panel.remove",
        "Take away what the line shows",
        "Empty the field, cancel the follow-up or take the person or proposal off; undo brings it back.",
        ("x",),
        "panel",
        hint="take away",
    ),
    Command(
        "panel.finish",
        "Finish what is on the line",
        "Say what came of the follow-up on the line and what is next, or how the proposal was decided.",
        ("d",),
        "panel",
        hint="done",
    ),
    Command(
        "panel.snooze",
        "Snooze the follow-up",
        "Give the follow-up on the line another day.",
        ("s",),
        "panel",
        hint="snooze",
    ),
    Command(
        "panel.who",
        "Who changed this",
        "Show who gave the field on the line which value, and when.",
        ("w",),
        "panel",
        hint="who",
    ),
)
_SELECT: Final = (
    Command(
        "select.toggle",
        "Select the deal",
        "Select the deal, or take it out again; keys of one deal then act on all that are selected.",
        ("space",),
        hint="select",
    ),
    Command(
        "select.range",
        "Select a range",
        "Begin a range that the cursor draws along its column, or end it.",
        ("v",),
        hint="range",
    ),
    Command(
        "select.all",
        "Select all",
        "Select all that is shown in the column; once more, on the board; then nothing.",
        ("ctrl+a",),
        hint="all",
    ),
    Command(
        "deal.repeat",
        "Repeat the last action",
        "Do your last action once more, on this deal or on all that are selected.",
        (".",),
        hint="again",
        many=True,
    ),
)
_SEARCH: Final = (
    Command("search.start", "Search", "Find deals while you type.", ("/",), hint="search"),
    Command(
        "board.filter",
        "Filter the board",
        "Hide the cards that do not fit while you type; Esc shows all of them again.",
        ("F",),
        hint="filter",
    ),
    Command(
        "search.next", "Next match", "Go to the next deal that was found.", ("n",), "search", hint="next"
    ),
    Command(
        "search.previous", "Previous match", "Go to the deal found before.", ("N",), "search", hint="previous"
    ),
)
_BOARD: Final = (
    Command("board.undo", "Undo", "Take back your latest change.", ("u",), hint="undo"),
    Command("board.redo", "Redo", "Bring back what you took back.", ("U", "ctrl+r")),
    Command(
        "board.conflicts",
        "Conflicts",
        "Settle what several people changed at once, and see which deals came back.",
        ("!",),
        hint="conflicts",
    ),
    Command(
        "board.agenda",
        "Agenda",
        "Show what is overdue, due, silent or without a next step, and deal with it there.",
        ("A",),
        hint="agenda",
    ),
    Command(
        "board.stages", "Edit columns and stages", "Add, rename, reorder, retire or merge stages.", ("g c",)
    ),
    Command(
        "board.stage",
        "About this stage",
        "Show the goal, guidance, checklist, materials and challenges of the column.",
        ("g i",),
    ),
    Command(
        "board.playbook",
        "Playbook",
        "Look up what to do and say: plays for the deal, answers to objections, techniques.",
        ("g y",),
        hint="playbook",
    ),
    Command(
        "board.sync",
        "Sync with git",
        "Commit the board, unite it with what others pushed, push, and tell who did what.",
        ("g s",),
    ),
    Command(
        "board.news",
        "What others did",
        "List what others did since you opened the board; Enter goes to the deal.",
        ("g e",),
    ),
    Command(
        "board.vanished",
        "Changes that vanished",
        "Show changes of yours that the file has lost (a reset, another branch), to take back or dismiss.",
        ("g v",),
    ),
    Command(
        "board.import",
        "Import deals",
        "Take in a table or an address book, once what becomes of it was looked at.",
        ("g m",),
    ),
    Command(
        "board.definitions",
        "What the team defined",
        "Edit reasons, checklists, frameworks, score rules, profiles, companies and so on.",
        ("g d",),
    ),
)
_REVIEW: Final = (
    Command(
        "board.metrics",
        "Metrics",
        "Show how the pipeline performs, the funnel, and the deals behind every figure.",
        ("M",),
        hint="metrics",
    ),
    Command(
        "board.review",
        "Review",
        "Go through the deals that are late, undecided, stuck or silent, and record what is decided.",
        ("R",),
    ),
    Command(
        "board.audit",
        "Audit",
        "Show what is missing in data and process, what to do about it, and whether it gets less.",
        (),
    ),
    Command(
        "board.rollout",
        "Roll-out of the process",
        "Show the steps of introducing the process: done by themselves, or ticked here.",
        (),
    ),
    Command(
        "board.as-of",
        "Another day",
        "Show the board as it was at the end of a day, to look at; Esc returns.",
        ("g t",),
    ),
    Command(
        "board.focus",
        "Focus list 3-3-3",
        "Show three accounts, three days and the touches on each.",
        ("g f",),
    ),
)
_VIEWS: Final = (
    Command("board.sort", "Sort the cards...", "Pick what the cards are sorted by.", ("s",), hint="sort"),
    Command("board.sort-reverse", "Sort the other way round", "Turn the order of the cards round.", ("S",)),
    Command(
        "board.collapse",
        "Collapse or open the column",
        "Make the column a narrow strip, or show its cards again; deals can be moved into a strip.",
        ("z",),
    ),
    Command(
        "board.lanes", "Lanes...", "Cut the board into lanes: by owner, priority, close month...", ("Z",)
    ),
    Command("board.hide", "Hide the column", "Take the column off the screen; its deals stay in it.", ()),
    Command("board.show-all", "Show all columns", "Show every hidden and collapsed column again.", ()),
    Command(
        "board.list",
        "List or columns",
        "Show the deals as the rows of a table, or in columns again.",
        ("V",),
        hint="list",
    ),
    Command(
        "board.cells",
        "Columns of the table...",
        "Name what the table says of each deal, in that order; nothing for the usual columns.",
        (),
    ),
    Command(
        "board.pipelines",
        "Pipelines...",
        "Go to another pipeline, make one from a template, or edit its stages.",
        ("B",),
    ),
    Command(
        "board.archive",
        "Archived and deleted deals",
        "See what is off the board, and bring it back.",
        ("g a",),
    ),
    Command(
        "view.go",
        "Saved view...",
        "Go to a saved view by its letter, pick one from the list, or save what is shown.",
        ("'",),
        hint="views",
    ),
    Command(
        "view.last", "Last view", "Go back to what was shown before the saved view, and forth again.", ("`",)
    ),
    Command(
        "view.save",
        "Save this view",
        "Save the filter, order, lanes and columns that are shown, under a name and a letter.",
        (),
    ),
)
_APP: Final = (
    Command(
        "board.settings",
        "Board settings",
        "Change the board's name, currency, time zone and the numbers that metrics reckon with.",
        ("g b",),
    ),
    Command(
        "app.back",
        "Back",
        "Leave what is on top: a field, the details, the search, the filter.",
        ("escape",),
        hint="back",
    ),
    Command(
        "app.palette",
        "Command palette",
        "Find a command, a view, a stage, a topic of the guide or a deal by name.",
        ("ctrl+p", ":"),
        hint="commands",
    ),
    Command(
        "app.theme",
        "Colour theme",
        "Try the themes on the board and pick one.",
        ("g k",),
    ),
    Command(
        "app.tour",
        "Tour",
        "Be shown around in a dozen steps; once more ends it.",
        ("g ?",),
    ),
    Command(
        "app.suspend",
        "Back to the shell",
        "Leave PipeBoard asleep and go to the shell, from anywhere; `fg` comes back.",
        ("ctrl+z",),
    ),
    Command(
        "app.redraw",
        "Redraw the screen",
        "Draw everything again, should the terminal be garbled.",
        ("ctrl+l",),
    ),
    Command(
        "app.help",
        "Help",
        "Show the keys that work here; Tab turns to all about the stage and to the guide.",
        ("?", "f1"),
        hint="help",
    ),
    Command(
        "app.quit",
        "Quit",
        "Leave or close the details, or leave PipeBoard; everything is saved.",
        ("q", "ctrl+c"),
        hint="quit",
    ),
)


class Section(NamedTuple):
    """Commands that belong together."""

    id: str
    title: str
    """As the help has it."""
    commands: tuple[Command, ...]


SECTIONS: Final = (
    Section("cursor", "Moving around", _CURSOR),
    Section("move", "Moving the deal", _MOVES),
    Section("deal", "The deal", _DEAL),
    Section("select", "Many deals at once", _SELECT),
    Section("steps", "Staying in touch", _STEPS),
    Section("sale", "From lead to close", _SALE),
    Section("after", "After the win", _AFTER),
    Section("detail", "The details", _DETAIL),
    Section("panel", "Working in the details", _PANEL),
    Section("search", "Search and filter", _SEARCH),
    Section("board", "The board", _BOARD),
    Section("review", "Measuring and reviewing", _REVIEW),
    Section("view", "Ways to look at it", _VIEWS),
    Section("app", "The app", _APP),
)
COMMANDS: Final[tuple[Command, ...]] = tuple(one for section in SECTIONS for one in section.commands)
BY_ID: Final = {command.id: command for command in COMMANDS}
