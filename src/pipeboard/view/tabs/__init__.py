"""The tabs of the details, a module each; `pipeboard.view.detail` lists them."""
