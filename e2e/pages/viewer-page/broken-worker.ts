// Stands for a codec that ends at its first frame.
self.addEventListener("message", () => {
  throw new Error("the decoder is gone");
});
