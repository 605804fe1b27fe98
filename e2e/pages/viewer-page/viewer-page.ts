import { z } from "zod";

// As in the product's page: zod's compiled parsers need `new Function`, which the policy refuses.
z.config({ jitless: true });

await import("./viewer-bench.ts");
document.body.dataset["ready"] = "yes";
