"""What users are promised, and the tests that hold it: a line in our own words -> ids of tests.

`test_promises` checks that every promise has a test and that every test named here is collected. A new
promise comes with its tests.
"""

from __future__ import annotations

from typing import Final

SAVING: Final = {
    "A kill at any system call of a save leaves the old or the new file, and no temporary file past the next "
    "start.": (
        "store/test_crashes.py::test_death_at_any_system_call_loses_nothing_confirmed",
        "store/test_saving.py::test_old_temporary_files_are_removed_and_young_ones_are_not",
    ),
    "A program killed again and again loses nothing that it confirmed.": (
        "store/test_crashes.py::test_kill_9_loses_nothing_confirmed",
        "e2e/test_two_apps.py::test_what_the_status_line_confirmed_survives_a_kill",
        "e2e/test_kills.py::test_commands_killed_at_any_moment_lose_nothing_confirmed",
        "e2e/test_kills.py::test_the_app_killed_at_any_moment_loses_nothing_confirmed",
    ),
    "A full or failing disk, a quota, a read-only file system, missing rights: the old file is whole, and a "
    "retry works.": ("store/test_saving.py::test_any_failing_call_leaves_a_whole_file_and_a_retry_works",),
    "Signals and short writes go unnoticed.": (
        "store/test_saving.py::test_a_signal_during_any_call_goes_unnoticed",
        "store/test_saving.py::test_a_system_that_takes_few_bytes_at_a_time_gets_them_all",
    ),
    "What could not be saved is kept in memory and in the journal, told in red, and tried again.": (
        "store/test_store.py::test_a_failed_save_keeps_everything_and_a_retry_works",
        "tui/test_board_screen.py::test_a_failed_save_is_told_once_and_so_is_its_end",
        "cli/test_errors.py::test_a_failed_save_is_exit_5",
    ),
    "An action is durable before the app says so.": (
        "store/test_store.py::test_an_append_is_durable_before_the_file_follows",
        "store/test_journal.py::test_an_append_is_one_write_and_one_sync",
        "store/test_saving.py::test_the_bytes_are_on_the_disk_before_the_name_and_the_name_before_the_end",
    ),
    "Mode, group and symbolic links of the file are kept.": (
        "store/test_saving.py::test_the_mode_of_the_file_is_kept",
        "store/test_saving.py::test_a_group_that_cannot_be_kept_gets_no_access",
        "store/test_saving.py::test_a_symbolic_link_stays_one",
    ),
    "A link planted under the name of a file of ours, beside the board or in the state, is not followed.": (
        "store/test_saving.py::test_links_planted_under_temporary_names_are_not_followed",
        "store/test_saving.py::test_a_link_planted_at_the_lock_is_not_followed",
        "store/test_journal.py::test_the_journal_is_private_and_follows_no_link",
        "store/test_cache.py::test_a_planted_link_is_not_followed",
        "store/test_backup.py::test_a_link_planted_under_a_name_is_not_followed",
    ),
    "What may not be written opens read-only, with a banner.": (
        "store/test_store.py::test_what_may_not_be_written_opens_read_only",
        "cli/test_errors.py::test_a_read_only_file_refuses_writes_with_5",
    ),
    "Nobody leaves a board that could not be saved without a question.": (
        "tui/test_board_screen.py::test_quitting_with_a_failed_save_asks_first",
    ),
    "A lost line or a signal to end loses nothing, and what was typed into a form comes back.": (
        "e2e/test_app_terminal.py::test_a_signal_ends_the_app_and_loses_nothing",
        "e2e/test_two_apps.py::test_a_lost_line_ends_the_app_and_loses_nothing",
        "e2e/test_dialog_terminal.py::test_what_is_typed_in_the_details_outlives_the_connection",
        "workspace/test_drafts.py::test_a_draft_is_given_back_once",
    ),
    "An import and other large changes are backed up first; backups are private and do not fill the disk.": (
        "workspace/test_inbox.py::test_large_changes_are_backed_up_first",
        "store/test_backup.py::test_of_many_the_newest_stay",
        "store/test_backup.py::test_a_failing_disk_leaves_no_half_of_a_backup",
        "cli/test_recovery_commands.py::test_a_backup_gives_back_what_the_file_lacks",
    ),
}
OPENING: Final = {
    "Where there is no file, the app asks and a script is told how to make one.": (
        "tui/test_first_screens.py::test_enter_makes_the_usual_board",
        "cli/test_start.py::test_without_a_board_a_script_is_told_how_to_make_one",
    ),
    "An empty, cut off, overlong or foreign file is named, never an empty board, and never written over.": (
        "store/test_parsing.py::test_what_is_no_board_is_refused_by_name",
        "store/test_parsing.py::test_a_file_cut_off_at_any_byte_is_refused",
        "store/test_saving.py::test_a_damaged_file_is_never_overwritten",
        "cli/test_errors.py::test_a_damaged_file_is_told_and_left_alone",
    ),
    "One wrong byte harms the row that it is in alone.": (
        "store/test_parsing.py::test_one_wrong_byte_harms_the_row_it_is_in_alone",
        "store/test_salvage.py::test_one_wrong_byte_costs_one_row_at_most",
    ),
    "What is left of a damaged file, in itself, in git, in backups and in the journal, is offered and put "
    "together.": (
        "store/test_salvage.py::test_a_file_cut_off_anywhere_gives_every_row_before_the_cut",
        "store/test_salvage.py::test_every_kind_of_damage_leaves_the_rows",
        "cli/test_recovery_commands.py::test_a_lost_file_is_put_together_from_what_is_left",
        "tui/test_first_screens.py::test_what_is_left_of_a_damaged_file_is_offered",
        "tui/test_first_screens.py::test_a_damaged_board_is_put_together_and_opens",
        "store/test_doctor.py::test_a_damaged_file_is_replaced_only_as_it_was_seen",
        "store/test_rescue.py::test_every_place_that_has_rows_is_a_source",
    ),
    "Byte order marks, other line ends and formatters do no harm; other encodings are named.": (
        "store/test_parsing.py::test_a_file_in_another_layout_is_brought_back",
        "store/test_parsing.py::test_a_formatter_changes_no_value",
        "store/test_store.py::test_a_formatted_file_gets_its_layout_back",
        "store/test_backup.py::test_a_file_laid_out_anew_by_another_tool_is_kept_before_it_is_brought_back",
        "store/test_parsing.py::test_our_layout_in_another_encoding_is_refused_by_name",
    ),
    "Double ids, numbers that are none, endless ones and nesting are set aside or refused in bounded time.": (
        "store/test_parsing.py::test_two_rows_with_one_id_are_both_kept",
        "domain/test_laws.py::test_hostile_rows_are_quarantined",
        "store/test_salvage.py::test_a_hostile_file_costs_bounded_work",
        "store/test_saving.py::test_a_gigantic_file_is_refused_unread",
        "store/test_saving.py::test_a_folder_or_a_pipe_is_no_board",
    ),
    "Unknown stages, fields, events and tables, and rows that make no sense, are shown or counted, and kept "
    "byte for byte.": (
        "domain/test_conflicts.py::test_a_deal_in_an_unknown_stage_is_shown_with_its_value_untouched",
        "domain/test_laws.py::test_unknown_kinds_are_counted_and_change_nothing",
        "domain/test_laws.py::test_unknown_fields_and_keys_change_nothing",
        "domain/test_laws.py::test_malformed_rows_are_told_and_change_nothing",
        "domain/test_fold.py::test_a_note_without_a_deal_shows_something",
        "store/test_parsing.py::test_tables_and_header_keys_of_other_versions_stay",
        "store/test_store.py::test_broken_lines_are_reported_and_kept",
    ),
    "A file of a newer format is only read.": (
        "store/test_store.py::test_a_newer_format_opens_read_only",
        "store/test_saving.py::test_a_newer_format_is_never_written",
    ),
    "Records of a stock TinyDB file come in once, after a backup.": (
        "cli/test_import_command.py::test_a_stock_tinydb_file_is_imported_once_and_backed_up_first",
    ),
}
TOGETHER: Final = {
    "Two apps that add and edit lose nothing; of one field the later shows and the other is listed.": (
        "store/test_crashes.py::test_two_programs_writing_at_once_lose_nothing",
        "e2e/test_two_apps.py::test_both_apps_add_and_both_deals_are_there",
        "e2e/test_two_apps.py::test_two_apps_type_at_once_and_nothing_is_lost",
        "workspace/test_workspace.py::test_concurrent_edits_of_two_apps_are_a_conflict_until_someone_picks",
    ),
    "A lock whose holder was killed, that hangs or that is not supported stops nobody.": (
        "store/test_lock.py::test_a_held_lock_is_waited_for_and_then_reported",
        "store/test_lock.py::test_where_locks_are_not_supported_work_goes_on",
        "store/test_saving.py::test_without_locks_a_save_looks_again_whether_it_stands",
        "store/test_store.py::test_a_poll_never_waits_for_a_save",
    ),
    "A checkout in steps is waited for before there is any alarm.": (
        "store/test_watch.py::test_a_checkout_in_steps_ends_in_the_new_file",
        "store/test_watch.py::test_a_missing_or_half_file_gets_ten_seconds",
        "store/test_store.py::test_a_save_waits_for_a_file_that_git_is_writing",
    ),
    "Whatever git does with clones, all end with the same bytes and everything that was done.": (
        "sync/test_git_histories.py::test_all_clones_end_with_the_same_bytes_and_everything_that_was_done",
        "store/test_git.py::test_a_switch_of_branches_shows_the_other_board_and_back",
        "store/test_git.py::test_clones_that_edit_at_the_same_time_merge_to_the_same_board",
        "store/test_store.py::test_the_bytes_of_all_clones_converge",
    ),
    "Markers, unmerged sides, renamed files and files made on both sides are the union of all.": (
        "store/test_git.py::test_a_merge_with_markers_opens_as_the_union",
        "store/test_markers.py::test_the_rows_of_all_sides_are_united",
        "store/test_markers.py::test_a_marker_anywhere_hides_no_row",
        "sync/test_settling.py::test_sides_that_the_file_does_not_show_are_read_from_the_index",
        "sync/test_sharing.py::test_a_board_that_others_renamed_is_followed",
        "sync/test_sharing.py::test_first_writers_need_no_attribute",
    ),
    "Another board is never mixed in without asking.": (
        "store/test_saving.py::test_another_board_is_never_united",
        "store/test_store.py::test_a_file_that_became_another_board_is_not_mixed_in",
        "cli/test_recovery_commands.py::test_a_source_of_another_board_is_not_taken",
        "cli/test_recovery_commands.py::test_a_backup_of_another_board_is_not_mixed_in",
    ),
    "Own rows that vanish are offered back and never added by themselves.": (
        "store/test_store.py::test_vanished_rows_vanish_and_own_ones_are_offered",
        "workspace/test_inbox.py::test_vanished_changes_are_offered_and_stay_away",
        "workspace/test_inbox.py::test_a_change_comes_back_with_what_it_needs",
        "tui/test_vanished_pane.py::test_vanished_changes_are_noticed_and_taken_back_one_by_one",
        "cli/test_recovery_commands.py::test_changes_that_git_took_away_are_offered_back",
    ),
    "Clocks that are wrong by years lose nothing and do not reorder what was seen.": (
        "domain/test_laws.py::test_clocks_that_are_years_wrong_do_not_reorder_what_was_seen",
        "domain/test_fold.py::test_a_clock_that_was_years_ahead_does_not_win_over_later_edits",
    ),
    "A pull under a running app disturbs nothing and says who did what.": (
        "e2e/test_shared_through_git.py::"
        "test_a_pull_under_a_running_app_shows_within_two_seconds_and_disturbs_nothing",
        "e2e/test_shared_through_git.py::test_a_merge_that_stops_under_a_running_app_shows_both_sides",
    ),
}
MEANING: Final = {
    "Rows give the same board in any order.": (
        "domain/test_laws.py::test_rows_fold_to_the_same_board_in_any_order_and_in_any_portions",
        "domain/test_laws.py::test_clones_that_have_the_same_rows_show_the_same_board",
    ),
    "Two who move a card, or win and lose it, are both told.": (
        "domain/test_conflicts.py::test_of_two_moves_the_later_shows_and_the_other_is_listed",
        "domain/test_conflicts.py::test_one_wins_and_one_loses",
    ),
    "Two who edit one field are both told.": (
        "domain/test_conflicts.py::test_the_later_of_two_edits_of_a_field_shows_and_the_other_is_listed",
        "tui/test_conflicts_screen.py::test_every_value_is_listed_with_its_author",
    ),
    "A deal that was put away and then worked on comes back with a notice.": (
        "domain/test_conflicts.py::test_a_hidden_deal_that_is_worked_on_comes_back_with_a_notice",
        "domain/test_conflicts.py::test_a_deal_whose_creation_was_undone_comes_back_when_touched",
    ),
    "A tick stands against a new date, and is told.": (
        "domain/test_conflicts.py::test_a_tick_stands_against_a_new_date_and_is_told",
    ),
    "A deal that moves into a retired stage is shown.": (
        "domain/test_conflicts.py::"
        "test_a_deal_moved_into_a_stage_that_was_retired_meanwhile_shows_where_its_deals_went",
        "domain/test_conflicts.py::test_a_deal_in_a_stage_retired_without_destination_is_still_shown",
    ),
}
HOSTILE: Final = {
    "On every screen, hostile text is clean, runs nothing and leaves the columns straight.": (
        "tui/test_hostile_texts.py::test_no_screen_shows_what_a_terminal_acts_on",
        "tui/test_hostile_texts.py::test_what_vanished_and_what_others_did_is_told_as_clean_text",
        "tui/test_hostile_texts.py::test_the_way_back_from_a_damaged_file_is_shown_as_clean_text",
        "e2e/test_hostile_terminal.py::test_no_raw_control_byte_reaches_the_terminal",
    ),
    "In the output of every command, too.": (
        "cli/test_hostile_texts.py::test_no_command_prints_what_a_terminal_acts_on",
        "cli/test_hostile_texts.py::test_every_command_is_tried_or_prints_one_sentence",
    ),
    "What is copied to the clipboard holds nothing that a terminal acts on.": (
        "e2e/test_app_terminal.py::test_hostile_text_does_nothing_but_show",
    ),
    "Text is cleaned where it is shown, and guarded once more where it is drawn.": (
        "view/test_text.py::test_clean_text_holds_nothing_a_terminal_acts_on",
        "view/test_text.py::test_fit_is_always_exactly_as_wide_as_asked",
        "view/test_text.py::test_a_very_long_text_is_cut_without_reading_it_all",
        "tui/test_guard.py::test_segments_keep_their_width_and_lose_what_a_terminal_acts_on",
    ),
    "Actions that markup could reach do nothing.": (
        "tui/test_hostile_texts.py::test_actions_that_markup_could_reach_do_nothing",
    ),
    "Only links to the web, mail and phones are opened, after they were shown, as one argument.": (
        "domain/test_addresses.py::test_other_links_are_neither_written_nor_opened",
        "domain/test_addresses.py::test_where_a_link_leads_is_told_whatever_stands_before_it",
        "tui/test_people_commands.py::test_a_link_goes_to_the_browser_as_one_argument",
    ),
    "What guards a cell against a spreadsheet is taken off on the way in, and nothing else.": (
        "exchange/test_tables.py::test_the_guard_of_an_export_is_taken_off",
    ),
    "Spreadsheets run nothing of an export, browsers nothing of a report, shells nothing of a title.": (
        "peers/test_spreadsheet.py::test_no_cell_is_a_formula_and_every_cell_says_what_was_typed",
        "peers/test_browser.py::test_what_people_typed_is_text",
        "peers/test_shells.py::test_zsh_completes_to_what_was_meant",
        "peers/test_shells.py::test_fish_completes_to_what_was_meant",
        "cli/test_completion.py::test_bash_completes_with_our_script",
    ),
    "The editor's command is split into arguments and never run by a shell.": (
        "tui/test_editor.py::test_the_setting_comes_before_the_environment",
    ),
    "Journal, backups, cache, drafts and new boards are for their owner alone.": (
        "store/test_journal.py::test_the_journal_is_private_and_follows_no_link",
        "store/test_backup.py::test_a_backup_is_the_file_and_says_what_it_was_made_before",
        "store/test_cache.py::test_only_its_owner_may_read_it",
        "workspace/test_drafts.py::test_only_the_owner_can_read_drafts",
        "store/test_doctor.py::test_backups_that_others_could_read_are_named",
    ),
    "A defect of ours shows no traceback and no customer's data.": (
        "cli/test_errors.py::test_a_defect_of_ours_is_exit_70_without_a_traceback",
    ),
    "Nothing uses the network but git, when it is asked to.": (
        "test_promises.py::test_nothing_of_ours_can_open_a_connection",
    ),
    "No code comes from a file.": (
        "store/test_cache.py::test_it_makes_nothing_but_entities_and_plain_values",
        "test_promises.py::test_no_text_is_run_as_code_or_as_a_pattern",
    ),
    "A person can be erased: from the file, journal and backups, and through merges.": (
        "domain/test_erasure.py::test_nothing_of_the_person_is_left",
        "cli/test_erase_command.py::test_nothing_is_left_on_this_machine",
        "cli/test_erase_command.py::test_a_merge_with_a_clone_that_has_the_old_rows_ends_erased_on_both",
    ),
}
GROWING: Final = {
    "A board can be split: nothing is lost by it, in any order of edits and merges, or by a crash.": (
        "workspace/test_splitting.py::test_a_split_board_and_its_archive_add_up_to_the_board",
        "workspace/test_splitting.py::test_a_split_that_dies_at_any_system_call_loses_nothing",
        "sync/test_split_histories.py::test_every_event_is_in_the_board_or_an_archive_and_clones_agree",
        "cli/test_split_command.py::test_two_boards_come_of_one_and_one_of_two",
    ),
}
CHECKING: Final = {
    "Random work with crashes, reloads, resets, a second app and jumping clocks agrees with a model that "
    "lists every operation.": (
        "workspace/test_workspace_machine.py::TestTwoApps",
        "workspace/test_recovery_machine.py::TestNothingIsLost",
        "store/test_histories.py::TestHistories",
    ),
    "The doctor looks without writing, names each defect by a code, and mends without losing a row.": (
        "store/test_doctor.py::test_each_defect_is_found_by_its_code_and_nothing_is_written",
        "store/test_doctor.py::test_every_code_has_a_case",
        "cli/test_recovery_commands.py::test_a_fix_tells_each_step_and_has_nothing_left_to_do",
        "cli/test_recovery_commands.py::test_every_code_of_the_doctor_is_in_the_guide",
    ),
}
PROMISES: Final = {**SAVING, **OPENING, **TOGETHER, **MEANING, **HOSTILE, **GROWING, **CHECKING}
