// One file for all stores: each test writes through several of them into one database, as core does.
import { randomBytes } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { CaseFacts } from "#shared/fhir/case-from-fhir.ts";
import type { AnnouncedStudy } from "#shared/fhir/imaging-study.ts";
import type { RecordWords } from "#shared/fhir/record-words.ts";
import { CaseId, RecordId, ReportId, SeriesId } from "#shared/result/ids.ts";
import type { Instant } from "#shared/result/instant.ts";
import { enqueueAction, finishAction, openActions, postponeAction, startedAt } from "./action-store.ts";
import { blobIdsOfCase, insertBlob, loseBlob } from "./blob-row-store.ts";
import {
  acknowledgeCase,
  caseKey,
  findCase,
  findCaseByTask,
  giveCaseKey,
  hasCaseKey,
  insertCase,
  isWithheld,
  listCases,
  listResources,
  listResourcesOf,
  putResource,
  setCaseState,
  setVanished,
  tellOfCase,
} from "./case-store.ts";
import { openDatabase } from "./database.ts";
import { listRecords, putMissing, putRecord, removeRecord, setPagesSeen, setRecordState } from "./document-store.ts";
import { earliestDue, makeDue } from "./due-store.ts";
import {
  announceInstance,
  countInstances,
  findSeries,
  listAnnounced,
  listInstanceProblems,
  listSeriesInstances,
  listStudies,
  listStudyProblems,
  putSeries,
  putStudy,
  removeOtherStacks,
  removeStudy,
  setInstance,
  setSeriesSeen,
  setStudyProblem,
} from "./instance-store.ts";
import {
  countAttempt,
  enqueueReport,
  findOutbox,
  insertReport,
  readPayload,
  setOutboxDue,
  setOutboxState,
  setReceipt,
} from "./report-store.ts";
import { readSetting, removeSetting, writeSetting } from "./setting-store.ts";
import { type Db, inTransaction, type Tx } from "./transaction.ts";

const CASE = CaseId.parse("a".repeat(32));
const REPORT = ReportId.parse("0a000000-0000-4000-8000-000000000000");
const at = (ms: number): Instant => ms as Instant;
let folder = "";
let db: Db;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "overread-stores-"));
  db = openDatabase(path.join(folder, "vault.db"), randomBytes(32));
});
afterEach(() => {
  db.close();
  fs.rmSync(folder, { recursive: true });
});
const write = <T>(work: (tx: Tx) => T): T => inTransaction(db, work);

const facts: CaseFacts = {
  caseNumber: "SO-1",
  taskStatus: "requested",
  owner: "Practitioner/p",
  patientReference: "Patient/1",
  requestReference: "ServiceRequest/1",
  listReference: "List/1",
  consentReference: "Consent/1",
  patient: {
    name: "Okafor, Ruth",
    family: "Okafor",
    given: "Ruth",
    birthDate: "1965-03-14",
    sex: "female",
    identifier: null,
    identifiers: [],
    language: null,
    country: null,
    allergies: [],
  },
  questions: [],
  questionCount: 1,
  specialty: null,
  modalities: [],
  dueAt: null,
  leaseUntil: null,
  priority: "routine",
  parties: [],
  reason: null,
  package: null,
  fee: null,
  recipients: [],
  consent: { valid: true, until: null, text: "", withdrawn: false },
  recordsComplete: null,
  demo: true,
  firstDiagnosis: null,
};
const addCase = (): void =>
  write((tx) => insertCase(tx, { caseId: CASE, taskId: "t1", taskVersion: "1", facts, key: randomBytes(32) }, at(1)));

describe("cases", () => {
  beforeEach(addCase);

  test("a case is found by its id and by its Task, with a key of its own", () => {
    expect(findCase(db, CASE)).toMatchObject({ taskId: "t1", state: { at: "assigned" }, changed: true, told: [] });
    expect(findCaseByTask(db, "t1")?.caseId).toBe(CASE);
    expect(findCaseByTask(db, "t2")).toBeNull();
    expect([listCases(db).length, caseKey(db, CASE)?.length, hasCaseKey(db, CASE)]).toEqual([1, 32, true]);
  });

  test("one Task is one case", () =>
    expect(() =>
      write((tx) =>
        insertCase(tx, { caseId: CaseId.parse("b".repeat(32)), taskId: "t1", taskVersion: "1", facts, key: randomBytes(32) }, at(2)),
      ),
    ).toThrow(/UNIQUE/));

  test("a key is never replaced while there is one: its files could not be opened any more", () => {
    const before = caseKey(db, CASE);
    write((tx) => giveCaseKey(tx, CASE, randomBytes(32)));
    expect(caseKey(db, CASE)).toEqual(before);
    write((tx) => tx.prepare("DELETE FROM case_key").run());
    write((tx) => giveCaseKey(tx, CASE, Buffer.alloc(32, 7)));
    expect(caseKey(db, CASE)).toEqual(Buffer.alloc(32, 7));
  });

  test("what is told stays, each once, until it was read", () => {
    acknowledgeCase(db, CASE);
    write((tx) => {
      tellOfCase(tx, CASE, "material-changed");
      tellOfCase(tx, CASE, "questions-changed");
      tellOfCase(tx, CASE, "material-changed");
      setCaseState(tx, CASE, { at: "ready" });
    });
    expect(findCase(db, CASE)).toMatchObject({ told: ["material-changed", "questions-changed"], changed: true });
    acknowledgeCase(db, CASE);
    expect(findCase(db, CASE)).toMatchObject({ told: [], changed: false });
  });

  test("row 48: a case that the service did not show is withheld until it does, whatever the time", () => {
    const now = (): boolean => isWithheld(findCase(db, CASE) ?? { vanishedAt: null, lockedUntil: null }, at(1_000_000));
    expect(now()).toBe(false);
    setVanished(db, CASE, at(10), at(20));
    expect(now()).toBe(true);
    setVanished(db, CASE, null, null);
    expect(now()).toBe(false);
  });

  test("resources are kept as JSON, the newest of each reference", () => {
    write((tx) => {
      putResource(tx, CASE, "Task/t1", "1", { a: 1 });
      putResource(tx, CASE, "Task/t1", "2", { a: [2] });
    });
    expect([...listResources(db, CASE)]).toEqual([["Task/t1", { a: [2] }]]);
  });

  test("row 76: the resources of one type, and none whose type only begins alike", () => {
    write((tx) => {
      for (const reference of ["Media/1", "Medication/1", "Medication/2", "MedicationRequest/1"])
        putResource(tx, CASE, reference, "1", { reference });
    });
    expect(listResourcesOf(db, CASE, "Medication")).toEqual([{ reference: "Medication/1" }, { reference: "Medication/2" }]);
  });
});

describe("records", () => {
  beforeEach(addCase);
  const words = (title: string): RecordWords => ({
    reference: "DocumentReference/1",
    kind: "document",
    group: "letters",
    title,
    date: null,
    source: null,
    firstOpinion: false,
  });
  const document = (url: string) => ({
    url,
    inlineBase64: null,
    contentType: "application/pdf",
    bytes: 1,
    sha256: null,
    sha1Base64: null,
    title: null,
  });
  const place = () => ({
    recordId: RecordId.parse(randomBytes(16).toString("hex")),
    caseId: CASE,
    reference: "DocumentReference/1",
    position: 0,
  });
  const put = (title: string, url: string) => write((tx) => putRecord(tx, { ...place(), words: words(title), document: document(url) }));
  const blob = (blobId: string): void =>
    write((tx) => insertBlob(tx, { blobId, caseId: CASE, kind: "document", length: 1, sha256: "x" }, at(1)));
  const only = () => {
    const [record] = listRecords(db, CASE);
    if (record === undefined) throw new Error("no record");
    return record;
  };

  test("row 47: an unchanged document keeps its file and its seen pages, a changed one is fetched and read again", () => {
    expect(put("Letter", "Binary/1")).toEqual({ isNew: true, orphan: null });
    blob("b1");
    write((tx) => setRecordState(tx, only().recordId, "here", null, "b1"));
    setPagesSeen(db, only().recordId, [1, 2], 2);
    expect(put("Letter, renamed", "Binary/1")).toEqual({ isNew: false, orphan: null });
    expect(only()).toMatchObject({ words: { title: "Letter, renamed" }, state: "here", blobId: "b1", pagesSeen: [1, 2], isNew: false });
    expect(put("Letter", "Binary/2")).toEqual({ isNew: true, orphan: "b1" });
    expect(only()).toMatchObject({ state: "waiting", blobId: null, pagesSeen: [], pageCount: null, isNew: true });
    expect(blobIdsOfCase(db, CASE)).toEqual([]);
  });

  test("P11: what was announced and did not come is a record that says why, until it comes", () => {
    const missing = (why: string) => write((tx) => putMissing(tx, { ...place(), words: words("Document") }, "failed", why));
    missing("not there");
    expect(only()).toMatchObject({ state: "failed", why: "not there", document: null });
    missing("still not there");
    expect(only().why).toBe("still not there");
    put("Letter", "Binary/1");
    expect(only()).toMatchObject({ state: "waiting", why: null, words: { title: "Letter" } });
    // a record that is here is not taken away because one reading of it failed
    write((tx) => setRecordState(tx, only().recordId, "here", null, null));
    missing("the service answered 500");
    expect(only()).toMatchObject({ state: "here", why: null });
  });

  test("a withdrawn record leaves with its file", () => {
    put("Letter", "Binary/1");
    blob("b1");
    write((tx) => setRecordState(tx, only().recordId, "here", null, "b1"));
    expect(write((tx) => removeRecord(tx, CASE, "DocumentReference/1"))).toBe("b1");
    expect([listRecords(db, CASE), blobIdsOfCase(db, CASE)]).toEqual([[], []]);
    expect(write((tx) => removeRecord(tx, CASE, "DocumentReference/1"))).toBeNull();
  });

  test("a file that the disk lost: its record waits again and says why; others are untouched", () => {
    blob("b1");
    blob("b2");
    put("Letter", "Binary/1");
    write((tx) => setRecordState(tx, only().recordId, "here", null, "b1"));
    setPagesSeen(db, only().recordId, [1], 1);
    expect(write((tx) => loseBlob(tx, "b1", "lost"))).toBe(true);
    expect(blobIdsOfCase(db, CASE)).toEqual(["b2"]);
    expect(only()).toMatchObject({ state: "waiting", why: "lost", blobId: null, pagesSeen: [1] });
    expect(write((tx) => loseBlob(tx, "b1", "lost"))).toBe(false);
  });
});

describe("images", () => {
  beforeEach(addCase);
  const study = {
    reference: "ImagingStudy/1",
    studyUid: "1.2",
    description: "CT",
    startedAt: null,
    modalities: ["CT"],
    count: 2,
    firstOpinion: false,
    dicomweb: null,
    series: [],
  };
  const announce = (tx: Tx, sopUid: string): void =>
    announceInstance(tx, {
      instanceId: randomBytes(16).toString("hex"),
      caseId: CASE,
      studyUid: "1.2",
      seriesUid: "1.2.3",
      sopUid,
      sha256: null,
      position: 0,
    });
  const series = (tx: Tx, stack: string, seen: readonly number[] = []): void =>
    putSeries(tx, {
      seriesId: SeriesId.parse(randomBytes(16).toString("hex")),
      caseId: CASE,
      studyUid: "1.2",
      seriesUid: "1.2.3",
      stack,
      frames: "{}",
      facts: "{}",
      thumbnail: null,
      seen,
      identityConflict: null,
      position: 0,
    });

  test("S13: announced, received and usable are counted apart; announcing again keeps what is here", () => {
    write((tx) => {
      putStudy(tx, CASE, study, 0);
      announce(tx, "1");
      announce(tx, "2");
      announce(tx, "3");
    });
    const [first, second] = listSeriesInstances(db, CASE, "1.2.3");
    write((tx) => {
      setInstance(tx, first?.instanceId ?? "", { state: "usable", blobId: "b1", bytes: 10 });
      setInstance(tx, second?.instanceId ?? "", { state: "received", why: "cut", blobId: "b2", bytes: 5 });
      announce(tx, "1");
    });
    expect(countInstances(db, CASE)).toEqual([{ seriesUid: "1.2.3", announced: 3, received: 2, usable: 1, bytes: 15 }]);
    expect(listInstanceProblems(db, CASE)).toEqual([{ seriesUid: "1.2.3", number: 1, why: "cut" }]);
  });

  test("row 76: what a study announces is counted when it is put, and unknown where one series does not say its size", () => {
    const sized = (count: number | null, bytes: readonly (number | null)[]): AnnouncedStudy => ({
      ...study,
      count,
      series: bytes.map((one, index) => ({
        seriesUid: `1.2.${index}`,
        number: index,
        description: "",
        modality: "CT",
        count,
        bytes: one,
        instances: [],
      })),
    });
    write((tx) => putStudy(tx, CASE, sized(7, [10, 5]), 0));
    expect(listAnnounced(db, CASE)).toEqual([{ images: 7, bytes: 15 }]);
    write((tx) => putStudy(tx, CASE, sized(null, [10, 5, null]), 0));
    expect(listAnnounced(db, CASE)).toEqual([{ images: null, bytes: null }]);
  });

  test.each([
    "SELECT state, count(*), sum(bytes), sum(blob_id IS NOT NULL) FROM instance WHERE case_id = ? GROUP BY state",
    "SELECT why, count(*) FROM instance WHERE case_id = ? AND (state = 'failed' OR (state IN ('received', 'announced') AND why IS NOT NULL)) GROUP BY why",
    "SELECT series_uid, count(*), sum(blob_id IS NOT NULL), sum(state = 'usable'), sum(bytes) FROM instance WHERE case_id = ? GROUP BY series_uid",
  ])("row 76: images are counted without reading their headers: %s", (query) => {
    const plan = db.prepare(`EXPLAIN QUERY PLAN ${query}`).all(CASE) as { detail: string }[];
    expect(plan[0]?.detail).toContain("COVERING INDEX instance_counts");
  });

  test("a series keeps its id and what the reviewer did when it is built anew", () => {
    write((tx) => series(tx, "one"));
    const id = db.prepare("SELECT series_id AS id FROM series").get() as { id: SeriesId };
    setSeriesSeen(db, id.id, [0, 1]);
    write((tx) => series(tx, "one", [5]));
    expect(findSeries(db, CASE, id.id)).toMatchObject({ seen: "[5]", stack: "one" });
    write((tx) => {
      series(tx, "two");
      removeOtherStacks(tx, CASE, "1.2.3", ["two"]);
    });
    expect(db.prepare("SELECT stack FROM series").all()).toEqual([{ stack: "two" }]);
  });

  test("a withdrawn study leaves with its images and files", () => {
    write((tx) => {
      putStudy(tx, CASE, study, 0);
      announce(tx, "1");
      series(tx, "one");
      insertBlob(tx, { blobId: "b1", caseId: CASE, kind: "instance", length: 1, sha256: "x" }, at(1));
    });
    write((tx) =>
      setInstance(tx, listSeriesInstances(tx, CASE, "1.2.3")[0]?.instanceId ?? "", { state: "usable", blobId: "b1", bytes: 1 }),
    );
    expect(write((tx) => removeStudy(tx, CASE, "1.2"))).toEqual(["b1"]);
    expect([listStudies(db, CASE), listSeriesInstances(db, CASE, "1.2.3"), blobIdsOfCase(db, CASE)]).toEqual([[], [], []]);
  });

  test("why a study cannot be fetched is kept beside it", () => {
    write((tx) => {
      putStudy(tx, CASE, study, 0);
      setStudyProblem(tx, CASE, "1.2", "elsewhere");
    });
    expect(listStudyProblems(db, CASE)).toMatchObject([{ why: "elsewhere", study: { description: "CT" } }]);
    write((tx) => setStudyProblem(tx, CASE, "1.2", null));
    expect(listStudyProblems(db, CASE)).toEqual([]);
  });
});

describe("what waits for the service", () => {
  beforeEach(() => {
    addCase();
    write((tx) => {
      insertReport(tx, {
        reportId: REPORT,
        caseId: CASE,
        version: 1,
        facts: { pages: 1, pdfBytes: 1, pdfSha256: "p", caseNumber: "SO-1", patientName: "x" },
        payloadSha256: "h",
        signedAt: at(5),
        payload: Buffer.from("payload"),
      });
      enqueueReport(tx, REPORT, at(5));
    });
  });

  test("S1: actions of a case stand in their order, and a done one is gone from the list", () => {
    write((tx) => {
      enqueueAction(tx, "1", CASE, { kind: "accept", at: at(1) }, at(1));
      enqueueAction(tx, "2", CASE, { kind: "start", at: at(2) }, at(2));
    });
    expect(openActions(db).map((action) => action.action.kind)).toEqual(["accept", "start"]);
    write((tx) => finishAction(tx, "1", at(3)));
    expect(openActions(db).map((action) => action.actionId)).toEqual(["2"]);
    expect(startedAt(db, CASE)).toBe(2);
    expect(startedAt(db, CaseId.parse("c".repeat(32)))).toBeNull();
  });

  test("row 43: `now` is not before the service wants to be asked again", () => {
    write((tx) => {
      enqueueAction(tx, "1", CASE, { kind: "accept", at: at(1) }, at(1));
      postponeAction(tx, "1", { at: at(9_000), notBefore: at(5_000) }, "429");
      setOutboxDue(tx, REPORT, at(8_000), at(0));
    });
    expect(earliestDue(db)).toBe(8_000);
    makeDue(db, at(1_000));
    expect([openActions(db)[0]?.dueAt, findOutbox(db, REPORT)?.dueAt, earliestDue(db)]).toEqual([5_000, 1_000, 1_000]);
    expect(openActions(db)[0]).toMatchObject({ attempts: 1, why: "429" });
  });

  test("a delivered, stopped or refused report waits for no time", () => {
    for (const state of [
      { at: "delivered", since: at(9) },
      { at: "withdrawn", since: at(9) },
      { at: "conflict", why: "x", detail: null },
    ] as const) {
      write((tx) => setOutboxState(tx, REPORT, state, at(9)));
      expect(earliestDue(db)).toBeNull();
    }
  });

  test("the payload is read back byte for byte; steps keep the first time; attempts are counted before sending", () => {
    write((tx) => {
      countAttempt(tx, REPORT);
      setOutboxState(tx, REPORT, { at: "uploading", attempt: 1 }, at(10));
      setOutboxState(tx, REPORT, { at: "sending", attempt: 1 }, at(11));
      setReceipt(tx, REPORT, { at: 12 });
      enqueueReport(tx, REPORT, at(13));
    });
    expect(readPayload(db, REPORT)?.toString()).toBe("payload");
    expect(findOutbox(db, REPORT)).toMatchObject({
      attempts: 1,
      state: { at: "sending", attempt: 1 },
      steps: { signed: 5, queued: 5, sending: 10 },
      receipt: { at: 12 },
    });
  });

  test("one report id is one report", () =>
    expect(() => write((tx) => tx.prepare("INSERT INTO report VALUES (?, 'c', 1, '{}', x'00', 'h', 1)").run(REPORT))).toThrow(/UNIQUE/));
});

describe("settings", () => {
  test("a value of another shape counts as never written", () => {
    expect(readSetting(db, "clock")).toBeNull();
    writeSetting(db, "clock", { offsetMs: 1, highWaterMs: 2, lastContactAt: null });
    expect(readSetting(db, "clock")).toEqual({ offsetMs: 1, highWaterMs: 2, lastContactAt: null });
    db.prepare("UPDATE setting SET value = ? WHERE name = 'clock'").run('{"offsetMs":"late"}');
    expect(readSetting(db, "clock")).toBeNull();
    removeSetting(db, "clock");
    expect(db.prepare("SELECT count(*) AS n FROM setting").get()).toEqual({ n: 0 });
  });

  test("a service profile of an older version, without the archive of the service, is read", () => {
    const profile = {
      base: "https://s.example/fhir",
      name: "S",
      clientId: "c",
      issuer: "i",
      authorizeUrl: "a",
      tokenUrl: "t",
      revokeUrl: null,
    };
    const more = { jwksUrl: null, origins: [], demo: true, mode: "put", hasTransactions: true, atomic: null, hasBatch: true };
    const value = JSON.stringify({ ...profile, ...more, binaryForm: null, software: "" });
    db.prepare("INSERT INTO setting (name, value) VALUES ('service', ?)").run(value);
    expect(readSetting(db, "service")).toMatchObject({ base: "https://s.example/fhir", dicomweb: null });
  });
});
