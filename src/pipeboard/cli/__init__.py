"""The command line. Commands are loaded when they are called; none but the app's launcher imports Textual."""
