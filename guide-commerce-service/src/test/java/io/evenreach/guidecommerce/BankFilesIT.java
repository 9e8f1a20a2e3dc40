package io.evenreach.guidecommerce;

import static io.evenreach.guidecommerce.Iso20022.problemOf;
import static org.assertj.core.api.Assertions.assertThat;

import com.prowidesoftware.swift.model.mx.MxPain00200110;
import io.evenreach.guidecommerce.payout.Payouts;
import io.evenreach.guidecommerce.payout.domain.ItemStatus;
import io.evenreach.testkit.HttpProbe.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** What goes to the bank, and what comes from it. */
class BankFilesIT extends ServiceTestBase {

    @Autowired
    @SuppressWarnings("NullAway.Init")
    private Payouts payouts;

    @Test
    void writesWhatTheSchemaOfIso20022Allows() {
        for (String currency : List.of("EUR", "JPY", "KWD")) {
            String shop = shop(currency, 0);
            List<Map<String, String>> payees = List.of(
                    Map.of("name", "Lin Wei", "account", "DE89370400440532013000", "bic", "COBADEFFXXX"),
                    Map.of("name", "林伟 & <Söhne> \"O'Hara\"", "account", "6222020200112230"),
                    Map.of("name", "n".repeat(140), "account", "FR1420041010050500013M02606"));
            for (Map<String, String> payee : payees) {
                String guide = activeGuide();
                ok(guide(guide).put("/api/v1/guides/" + guide + "/payee", payee));
                delivered(shop, guide, currency);
            }
            String file = file(sent(currency));

            assertThat(problemOf("pain.001.001.09", file)).as(file).isEmpty();
            assertThat(problemOf("pain.001.001.09", file.replace("<PmtMtd>TRF</PmtMtd>", "")))
                    .as("the schema is really asked")
                    .isNotEmpty();
        }
    }

    @Test
    void refusesNamesThatNoFileCanCarryAndPaysNobodyUnderOne() {
        String shop = shop("ISK", 0);
        List<String> guides = List.of(activeGuide(), activeGuide());
        guides.forEach(guide -> delivered(shop, guide, "ISK"));
        String guide = guides.getFirst();
        for (String name :
                List.of("Lin\u0001Wei", "\u2003", " ", "Lin\nWei", "Lin\u0085", "Lin\uFFFE", "n".repeat(141))) {
            Map<String, String> body = Map.of("name", name, "account", "DE89370400440532013000");
            List<Answer> answers = List.of(
                    guide(guide).put("/api/v1/guides/" + guide + "/payee", body),
                    brand().put("/api/v1/settings/payout-debtor", body));
            for (Answer answer : answers) {
                refused(400, "INVALID_FIELD", answer);
                assertThat(answer.json().at("/errors/0/pointer").asString()).isEqualTo("/name");
            }
        }
        ok(guide(guide)
                .put(
                        "/api/v1/guides/" + guide + "/payee",
                        Map.of("name", "\u2003林伟 \uD840\uDC00\u00A0", "account", "DE89370400440532013000")));
        jdbc.sql("update guide set payee_name = chr(1) where guide_id = ?::uuid")
                .param(guides.getLast())
                .update();

        JsonNode batch = sent("ISK");

        assertThat(endToEndIds(batch, guides)).hasSize(1);
        assertThat(problemOf("pain.001.001.09", file(batch))).isEmpty();
        assertThat(balance(guides.getLast(), "ISK")).containsExactly(0L, 700L, 0L, 0L, 0L);
    }

    @Test
    void followsTheBanksReportsHoweverTheyCome() {
        String shop = shop("NOK", 0);
        List<String> guides = List.of(activeGuide(), activeGuide(), activeGuide());
        guides.forEach(guide -> delivered(shop, guide, "NOK"));
        JsonNode batch = sent("NOK");
        List<String> ids = endToEndIds(batch, guides);
        ok(brand().post("/api/v1/payout-items/" + itemOf(batch, ids.get(2)) + ":unknown", Map.of("proof", "timeout")));

        String accepted =
                MxPain00200110.parse(report("m1", batch, ids, id -> "ACSP")).document();
        assertThat(problemOf("pain.002.001.10", accepted)).isEmpty();
        assertThat(ok(send(batch, accepted)).path("accepted").asInt()).isEqualTo(3);
        String some =
                report("m2", batch, List.of(ids.get(0), ids.get(1)), id -> id.equals(ids.get(0)) ? "ACSC" : "RJCT");
        JsonNode taken = ok(send(batch, some));
        assertThat(taken.path("settled").asInt()).isEqualTo(1);
        assertThat(taken.path("rejected").asInt()).isEqualTo(1);
        assertThat(balance(guides.get(0), "NOK")).containsExactly(0L, 0L, 0L, 700L, 0L);
        assertThat(balance(guides.get(1), "NOK")).containsExactly(0L, 700L, 0L, 0L, 0L);
        assertThat(balance(guides.get(2), "NOK")).containsExactly(0L, 0L, 700L, 0L, 0L);

        assertThat(ok(send(batch, some)).path("repeated").asBoolean()).isTrue();
        JsonNode late = ok(send(batch, report("m0", batch, ids.subList(0, 2), id -> "ACCP")));
        assertThat(late.path("unchanged").asInt())
                .as("an earlier word that comes late")
                .isEqualTo(2);
        ok(send(batch, report("m3", batch, ids.subList(2, 3), id -> "ACCC")));
        assertThat(balance(guides.get(2), "NOK")).containsExactly(0L, 0L, 0L, 700L, 0L);
    }

    @Test
    void tellsWhatTheBankContradictsAndChangesNothing() {
        String shop = shop("PLN", 0);
        String guide = activeGuide();
        delivered(shop, guide, "PLN");
        JsonNode batch = sent("PLN");
        List<String> ids = endToEndIds(batch, List.of(guide));
        ok(send(batch, report("m1", batch, ids, id -> "RJCT")));

        JsonNode taken = ok(send(batch, report("m2", batch, ids, id -> "ACSC")));

        assertThat(taken.at("/contradictions/0/endToEndId").asString()).isEqualTo(ids.getFirst());
        assertThat(taken.at("/contradictions/0/status").asString()).isEqualTo("REJECTED");
        assertThat(balance(guide, "PLN")).containsExactly(0L, 700L, 0L, 0L, 0L);
        assertThat(bankWords()).contains(ids.getFirst());
    }

    @Test
    void settlesWholeFilesByTheStatusOfTheGroup() {
        String shop = shop("CZK", 0);
        String guide = activeGuide();
        delivered(shop, guide, "CZK");
        JsonNode batch = sent("CZK");

        String whole = StatusReportXml.ofGroup("m1", batch.path("messageId").asString(), "<GrpSts>ACSC</GrpSts>", "");
        assertThat(problemOf("pain.002.001.10", whole)).isEmpty();
        assertThat(ok(send(batch, whole)).path("settled").asInt()).isEqualTo(1);
        assertThat(balance(guide, "CZK")).containsExactly(0L, 0L, 0L, 700L, 0L);
    }

    @Test
    void takesTheStatusOfTheGroupForNothingThatWasNotInTheFile() {
        String shop = shop("PEN", 0);
        List<String> guides = List.of(activeGuide(), activeGuide());
        guides.forEach(guide -> delivered(shop, guide, "PEN"));
        JsonNode batch = approvedBatch("PEN");
        List<String> ids = endToEndIds(batch, guides);
        ok(brand().post("/api/v1/payout-items/" + itemOf(batch, ids.getFirst()) + ":cancel", "{}"));
        file(batch);

        JsonNode taken = ok(send(
                batch, StatusReportXml.ofGroup("m1", batch.path("messageId").asString(), "<GrpSts>ACSC</GrpSts>", "")));

        assertThat(taken.path("settled").asInt()).isEqualTo(1);
        assertThat(taken.path("contradictions")).isEmpty();
        assertThat(bankWords()).doesNotContain(ids.getFirst());
        assertThat(balance(guides.getFirst(), "PEN")).containsExactly(0L, 700L, 0L, 0L, 0L);
        assertThat(balance(guides.getLast(), "PEN")).containsExactly(0L, 0L, 0L, 700L, 0L);
    }

    @Test
    void releasesNothingForARejectionAsADuplicateBecauseTheFirstCopyMayBePaid() {
        String shop = shop("RON", 0);
        String guide = activeGuide();
        delivered(shop, guide, "RON");
        JsonNode batch = sent("RON");
        List<String> ids = endToEndIds(batch, List.of(guide));
        String file = batch.path("messageId").asString();
        String transfer = "<TxInfAndSts><OrgnlEndToEndId>%s</OrgnlEndToEndId><TxSts>RJCT</TxSts>%s</TxInfAndSts>";
        String payment = "<OrgnlPmtInfAndSts><OrgnlPmtInfId>" + file + "</OrgnlPmtInfId>%s</OrgnlPmtInfAndSts>";
        List<String> copies = List.of(
                StatusReportXml.ofGroup("d1", file, "<GrpSts>RJCT</GrpSts>" + reason("DU01"), ""),
                StatusReportXml.ofGroup(
                        "d2",
                        file,
                        "<GrpSts>RJCT</GrpSts>" + reason("AM05"),
                        payment.formatted(transfer.formatted(ids.getFirst(), ""))),
                StatusReportXml.ofGroup(
                        "d3", file, "", payment.formatted("<PmtInfSts>RJCT</PmtInfSts>" + reason("DU02"))),
                StatusReportXml.ofGroup(
                        "d4", file, "", payment.formatted(transfer.formatted(ids.getFirst(), reason("DU04")))));

        for (String copy : copies) {
            assertThat(problemOf("pain.002.001.10", copy)).isEmpty();
            JsonNode taken = ok(send(batch, copy));
            assertThat(taken.path("rejected").asInt()).as(copy).isZero();
            assertThat(taken.at("/contradictions/0/reported").asString())
                    .as(copy)
                    .startsWith("RJCT ");
            assertThat(balance(guide, "RON")).as(copy).containsExactly(0L, 0L, 700L, 0L, 0L);
        }
        assertThat(bankWords()).contains(ids.getFirst());

        ok(send(batch, report("m1", batch, ids, id -> "ACSC")));
        assertThat(balance(guide, "RON")).containsExactly(0L, 0L, 0L, 700L, 0L);
        ok(send(batch, copies.getFirst().replace(">d1<", ">d5<")));
        assertThat(bankWords())
                .as("the first copy was paid, the second was not")
                .doesNotContain(ids.getFirst());
    }

    @Test
    void rejectsWithTheWholeFileOnlyWhatTheBankHadNotAccepted() {
        String shop = shop("TRY", 0);
        List<String> guides = List.of(activeGuide(), activeGuide());
        guides.forEach(guide -> delivered(shop, guide, "TRY"));
        JsonNode batch = sent("TRY");
        List<String> ids = endToEndIds(batch, guides);
        ok(send(batch, report("m1", batch, ids.subList(0, 1), id -> "ACSP")));

        JsonNode taken = ok(send(
                batch,
                StatusReportXml.ofGroup(
                        "m2", batch.path("messageId").asString(), "<GrpSts>RJCT</GrpSts>" + reason("FF01"), "")));

        assertThat(taken.path("rejected").asInt()).isEqualTo(1);
        assertThat(taken.at("/contradictions/0/endToEndId").asString()).isEqualTo(ids.getFirst());
        assertThat(balance(guides.get(0), "TRY")).containsExactly(0L, 0L, 700L, 0L, 0L);
        assertThat(balance(guides.get(1), "TRY")).containsExactly(0L, 700L, 0L, 0L, 0L);
        assertThat(bankWords()).contains(ids.getFirst()).doesNotContain(ids.getLast());
        ok(send(batch, report("m3", batch, ids.subList(0, 1), id -> "RJCT")));
        assertThat(balance(guides.getFirst(), "TRY"))
                .as("what the bank says of the transfer itself holds")
                .containsExactly(0L, 700L, 0L, 0L, 0L);
    }

    @Test
    void knowsNoMoreOfSentTransfersAfterDaysOfSilence() {
        String shop = shop("BHD", 0);
        List<String> guides = List.of(activeGuide(), activeGuide());
        guides.forEach(guide -> delivered(shop, guide, "BHD"));
        JsonNode batch = sent("BHD");
        List<String> ids = endToEndIds(batch, guides);
        ok(send(batch, report("m1", batch, ids.subList(0, 1), id -> "ACSP")));
        clock().advance(Duration.ofDays(5));
        payouts.giveUpWaiting();
        assertThat(statuses(batch)).containsExactlyInAnyOrder("ACCEPTED", "SUBMITTED");

        clock().advance(Duration.ofSeconds(1));
        payouts.giveUpWaiting();

        assertThat(statuses(batch)).containsExactly("UNKNOWN", "UNKNOWN");
        assertThat(balance(guides.getFirst(), "BHD")).containsExactly(0L, 0L, 700L, 0L, 0L);
        ok(send(batch, report("m2", batch, ids, id -> "ACSC")));
        assertThat(statuses(batch)).containsOnly("SETTLED");
    }

    @Test
    void takesTheStepsOfATransferAndNoOthersAndElseChangesNothing() {
        Map<String, ItemStatus> goals = Map.of(
                "cancel", ItemStatus.CANCELLED,
                "settle", ItemStatus.SETTLED,
                "reject", ItemStatus.REJECTED,
                "unknown", ItemStatus.UNKNOWN,
                "return", ItemStatus.RETURNED);
        Map<ItemStatus, Set<String>> taken = Map.of(
                ItemStatus.DRAFT, Set.of("cancel"),
                ItemStatus.APPROVED, Set.of("cancel"),
                ItemStatus.SUBMITTED, Set.of("settle", "reject", "unknown"),
                ItemStatus.ACCEPTED, Set.of("settle", "reject", "unknown"),
                ItemStatus.UNKNOWN, Set.of("settle", "reject"),
                ItemStatus.SETTLED, Set.of("return"),
                ItemStatus.RETURNED, Set.of(),
                ItemStatus.REJECTED, Set.of(),
                ItemStatus.CANCELLED, Set.of());
        String shop = shop("CLP", 0);
        List<String> guides = Stream.generate(this::activeGuide).limit(12).toList();
        guides.forEach(guide -> delivered(shop, guide, "CLP"));
        JsonNode batch = sent("CLP");
        List<String> items = new ArrayList<>(
                endToEndIds(batch, guides).stream().map(id -> itemOf(batch, id)).toList());
        String refusing = items.removeFirst();
        for (ItemStatus status : ItemStatus.values()) {
            for (Map.Entry<String, ItemStatus> goal : goals.entrySet()) {
                boolean isTaken = Objects.requireNonNull(taken.get(status)).contains(goal.getKey());
                String item = isTaken ? items.removeFirst() : refusing;
                String path = "/api/v1/payout-items/" + item + ":";
                if (isTaken && status == ItemStatus.SETTLED) {
                    ok(brand().post(path + "settle", "{}"));
                } else {
                    put(item, status);
                }
                String before = transfer(item);

                Answer answer = brand().post(path + goal.getKey(), "{}");

                if (isTaken) {
                    ok(answer);
                    assertThat(transfer(item)).contains(goal.getValue().name());
                } else if (status == goal.getValue()) {
                    ok(answer);
                    assertThat(transfer(item)).isEqualTo(before);
                } else {
                    refused(409, "ILLEGAL_TRANSITION", answer);
                    assertThat(transfer(item)).as(status + " " + goal.getKey()).isEqualTo(before);
                }
            }
        }
        assertThat(items).as("transfers for every step that there is").isEmpty();
        put(refusing, ItemStatus.SUBMITTED);
    }

    private void put(String itemId, ItemStatus status) {
        jdbc.sql("update payout_item set status = ?, proof = 'as it is said' where item_id = ?::uuid")
                .param(status.name())
                .param(itemId)
                .update();
    }

    /** A transfer with what it pays, and how much is in the books. */
    private String transfer(String itemId) {
        return jdbc.sql("""
                        select i::text || coalesce((select string_agg(c::text, ' ' order by c.commission_id)
                                                      from commission c where c.payout_item_id = i.item_id), '')
                               || (select count(*) from posting) || ' ' || (select count(*) from entry)
                          from payout_item i where i.item_id = ?::uuid
                        """).param(itemId).query(String.class).single();
    }

    private List<String> statuses(JsonNode batch) {
        return ok(brand().get("/api/v1/payout-batches/" + batch.path("batchId").asString()))
                .path("items")
                .valueStream()
                .map(item -> item.path("status").asString())
                .toList();
    }

    @Test
    void refusesWhatIsNoReportOfThisFileAndChangesNothing() {
        String shop = shop("HUF", 0);
        String guide = activeGuide();
        delivered(shop, guide, "HUF");
        JsonNode draft = approvedBatch("HUF");
        List<String> ids = endToEndIds(draft, List.of(guide));
        String good = report("m1", draft, ids, id -> "ACSC");
        refused(409, "ILLEGAL_TRANSITION", send(draft, good));
        file(draft);

        refused(400, "MALFORMED_REPORT", send(draft, "no xml"));
        refused(400, "MALFORMED_REPORT", send(draft, good.replace("</CstmrPmtStsRpt>", "")));
        refused(400, "MALFORMED_REPORT", send(draft, good.replace("pain.002.001.10", "pain.001.001.09")));
        refused(400, "MALFORMED_REPORT", send(draft, good.replace("<MsgId>m1</MsgId>", "")));
        refused(400, "MALFORMED_REPORT", send(draft, good.replace("<TxSts>ACSC</TxSts>", "")));
        String doctype = "<!DOCTYPE Document [<!ENTITY x SYSTEM \"file:///etc/hostname\">]>";
        refused(
                400,
                "MALFORMED_REPORT",
                send(draft, good.replace("?>", "?>" + doctype).replace(">m1<", ">&x;<")));
        refused(400, "MALFORMED_REPORT", send(draft, good.replace("?>", "?>" + doctype)));
        refused(422, "UNKNOWN_TRANSFER", send(draft, good.replace(ids.getFirst(), "EVInobody")));
        refused(422, "UNKNOWN_STATUS", send(draft, good.replace(">ACSC<", ">WHAT<")));
        refused(
                422,
                "REPORT_OF_ANOTHER_FILE",
                send(draft, good.replace(draft.path("messageId").asString(), "EVRother")));
        assertThat(balance(guide, "HUF")).containsExactly(0L, 0L, 700L, 0L, 0L);

        ok(send(draft, good));
        refused(409, "CONFLICT", send(draft, good.replace(">ACSC<", ">ACCC<")));
        assertThat(send(draft, "x".repeat((16 << 20) + 1)).status()).isEqualTo(413);
        assertThat(balance(guide, "HUF")).containsExactly(0L, 0L, 0L, 700L, 0L);
    }

    private static String reason(String code) {
        return "<StsRsnInf><Rsn><Cd>" + code + "</Cd></Rsn></StsRsnInf>";
    }

    /** The transfers of which the reconciliation tells that the bank's word does not fit. */
    private List<String> bankWords() {
        return ok(brand().get("/api/v1/ledger/reconciliation?limit=500"))
                .path("items")
                .valueStream()
                .filter(item -> item.path("check").asString().equals("BANK_WORD"))
                .map(item -> item.path("subject").asString())
                .toList();
    }

    private void delivered(String shop, String guide, String currency) {
        String order = paidOrder(shop, click(guide, shop), 10_000, currency);
        ok(merchant(shop).post("/api/v1/orders/" + order + ":deliver", "{}"));
    }

    private JsonNode sent(String currency) {
        JsonNode batch = approvedBatch(currency);
        file(batch);
        return batch;
    }

    private String file(JsonNode batch) {
        Answer file =
                brand().get("/api/v1/payout-batches/" + batch.path("batchId").asString() + "/file");
        assertThat(file.status()).as(file.body()).isEqualTo(200);
        return file.body();
    }

    private Answer send(JsonNode batch, String report) {
        return brand().post(
                        "/api/v1/payout-batches/" + batch.path("batchId").asString() + "/status-reports",
                        report,
                        Map.of("Content-Type", "application/xml"));
    }

    private static String report(String messageId, JsonNode batch, List<String> ids, UnaryOperator<String> word) {
        return StatusReportXml.of(messageId, batch.path("messageId").asString(), ids, word);
    }

    /** Of the guides' transfers, in the order of the guides. */
    private static List<String> endToEndIds(JsonNode batch, List<String> guides) {
        List<String> ids = new ArrayList<>();
        for (String guide : guides) {
            for (JsonNode item : batch.path("items")) {
                if (item.path("guideId").asString().equals(guide)) {
                    ids.add(item.path("endToEndId").asString());
                }
            }
        }
        return ids;
    }

    private static String itemOf(JsonNode batch, String endToEndId) {
        return batch.path("items")
                .valueStream()
                .filter(item -> item.path("endToEndId").asString().equals(endToEndId))
                .map(item -> item.path("itemId").asString())
                .findFirst()
                .orElseThrow();
    }
}
