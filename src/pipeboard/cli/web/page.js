// Tells the terminal, which starts when the page is loaded, where its app is: beside the page, whatever the
// address through which the browser came (a tunnel has another port). Then gives it the keyboard.
document.addEventListener("DOMContentLoaded", () => {
  const place = new URL("ws", window.location.href);
  place.protocol = "ws:";
  document.getElementById("terminal").dataset.sessionWebsocketUrl = place.href;
  document.getElementById("again").addEventListener("click", () => window.location.reload());
});
window.addEventListener("load", () => document.querySelector("#terminal textarea").focus());
