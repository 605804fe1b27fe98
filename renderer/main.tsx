import { z } from "zod";
import "./ui/fonts.css";
import "./ui/tokens.css";
import "./ui/base.css";

// zod's compiled parsers need `new Function`, which the page's policy refuses. Schemas are built while their modules load, so this
// comes before the first of them: the app is loaded afterwards.
z.config({ jitless: true });

const { startApp } = await import("./app/start.tsx");
startApp(document.getElementById("root") as HTMLElement);
