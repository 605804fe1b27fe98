import { useStore } from "zustand";
import type { Shape } from "#shared/measure/mark.ts";
import { IconButton } from "../../ui/button.tsx";
import type { IconName } from "../../ui/icon.tsx";
import { Menu, MenuItem } from "../../ui/menu.tsx";
import { markWords } from "./mark-words.ts";
import type { Marking } from "./marking.ts";

type Tool = { readonly kind: Shape["kind"]; readonly icon: IconName; readonly key: string };

const FIRST: readonly Tool[] = [
  { kind: "length", icon: "length", key: "L" },
  { kind: "bidirectional", icon: "two-axes", key: "B" },
  { kind: "angle", icon: "angle", key: "A" },
  { kind: "ellipse", icon: "region", key: "R" },
  { kind: "arrow", icon: "arrow-text", key: "T" },
];
const MORE: readonly (Omit<Tool, "key"> & { readonly key?: string })[] = [
  { kind: "rectangle", icon: "rectangle" },
  { kind: "freehand", icon: "freehand" },
  { kind: "probe", icon: "probe", key: "V" },
  { kind: "cobb", icon: "cobb" },
];

/** Measuring tools: the often used ones side by side, the others behind them. */
export function MarkTools({ marking }: { readonly marking: Marking }) {
  const tool = useStore(marking.marks.store, (marks) => marks.tool);
  const words = markWords();
  const choose = (kind: Shape["kind"]) => marking.chooseTool(tool === kind ? null : kind);
  const other = MORE.find(({ kind }) => kind === tool);
  return (
    <>
      <span className="toolbar-rule" />
      {FIRST.map(({ kind, icon, key }) => (
        <IconButton
          key={kind}
          icon={icon}
          label={words.kinds[kind]}
          shortcut={key}
          showKey
          pressed={tool === kind}
          onClick={() => choose(kind)}
        />
      ))}
      <Menu trigger={<IconButton icon={other?.icon ?? "chevron-down"} label={words.otherTools} pressed={other !== undefined} />}>
        {MORE.map(({ kind, icon, key }) => (
          <MenuItem key={kind} icon={icon} shortcut={key} onChoose={() => choose(kind)}>
            {words.kinds[kind]}
          </MenuItem>
        ))}
      </Menu>
    </>
  );
}
