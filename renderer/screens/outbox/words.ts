import type { OutboxEntry } from "#shared/contract/outbox.ts";
import { counted, inPageLanguage } from "../../ui/words.ts";
import type { OutboxFilter } from "./outbox-slice.ts";

const filters: Readonly<Record<OutboxFilter, string>> = { all: "All", waiting: "Waiting", "needs-you": "Needs you", done: "Done" };

const steps: Readonly<Record<OutboxEntry["steps"][number]["name"], readonly [title: string, text: string]>> = {
  signed: ["Signed and sealed", "On this device, unchanged from here on"],
  queued: ["Queued", "Leaves by itself when the service can be reached"],
  sending: ["Sending", "One report at a time, always under the same id"],
  checking: ["Checking", "Read back from the service and compared"],
  delivered: ["Delivered", "The service holds exactly what you signed"],
};

const en = {
  filters,
  steps,
  title: "Outbox",
  loading: "Reading the outbox",
  filter: "Which entries",
  list: "What is on its way to the service",
  columns: { patient: "Patient", what: "What", state: "State", time: "Time" },
  emptyTitle: "Nothing is waiting",
  emptyText: "Every signed report has reached the service. Reports you sign appear here until they are proved delivered, and after.",
  noneTitle: "Nothing of this kind",
  attempts: (count: number) => counted(count, "try", "tries"),
  until: (when: string) => `next try ${when}`,
  waits: "Leaves when the service can be reached",
  inDoubt: "The answer did not come: the service is read before anything is sent again",
  reading: "Reading it back",
  stopped: "The signature is void; the draft is open again",
  equal: "Read back and equal",
  choose: "Choose an entry to see its way.",
  retry: "Try now",
  retrying: "Trying",
  stop: "Stop and change…",
  stopTitle: "Stop this report?",
  stopText: "Nothing has left this device yet. Your signature becomes void and the draft opens again; both are noted in the audit trail.",
  stopNow: "Stop it",
  keep: "Leave it",
  sendAgain: "Send again",
  withdraw: "Withdraw…",
  withdrawTitle: "Withdraw this report?",
  withdrawText:
    "Your signed report is not sent. The signed bytes stay sealed on this device for your records; the signature is void for the service.",
  withdrawNow: "Withdraw it",
  keyImages: (count: number) => counted(count, "key image", "key images"),
  keyImagesText: {
    waiting: "Go to the image archive after the report",
    sending: "Going to the image archive",
    "backing-off": "Not in the image archive yet",
    refused: "Not in the image archive",
    stored: "In the image archive, read back",
  },
  keyImagesLate: "The key images are not in the image archive yet.",
  keyImagesRefused: "The key images are not in the image archive.",
  keyImagesSafe: "The report is delivered and shows them.",
  keyImagesWait: "They are sent again by themselves.",
  keyImagesTodo: "Ask the service desk, then press “Try now”.",
  refused: "Refused by the service",
  conflictSafe: "Your signed report is sealed on this device, unchanged, and has not been delivered.",
  noStop: "Bytes may have left, so it cannot be stopped any more.",
  id: "Report id",
  idNote: "Sent again, it cannot make a second report",
  hash: "SHA-256",
  tries: "Tries",
  case: "Case",
  openCase: "Open the case",
};

export const outboxWords = (): typeof en => inPageLanguage({ en });
