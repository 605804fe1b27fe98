// Stands for a codec that a made-up stream has brought to a stand: it never answers its first frame.
self.addEventListener("message", () => {
  for (;;);
});
