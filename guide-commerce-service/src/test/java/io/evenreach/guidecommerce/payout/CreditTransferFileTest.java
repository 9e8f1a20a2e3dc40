package io.evenreach.guidecommerce.payout;

import static org.assertj.core.api.Assertions.assertThat;

import com.prowidesoftware.swift.model.mx.MinimumEscapeHandler;
import com.prowidesoftware.swift.model.mx.MxPain00100109;
import com.prowidesoftware.swift.model.mx.MxWriteParams;
import com.prowidesoftware.swift.model.mx.adapters.IsoDateTimeAdapter;
import com.prowidesoftware.swift.model.mx.adapters.ZuluOffsetDateTimeAdapter;
import com.prowidesoftware.swift.model.mx.dic.BranchAndFinancialInstitutionIdentification6;
import com.prowidesoftware.swift.model.mx.dic.CashAccount38;
import com.prowidesoftware.swift.model.mx.dic.CreditTransferTransaction34;
import com.prowidesoftware.swift.model.mx.dic.FinancialInstitutionIdentification18;
import com.prowidesoftware.swift.model.mx.dic.GroupHeader85;
import com.prowidesoftware.swift.model.mx.dic.PartyIdentification135;
import com.prowidesoftware.swift.model.mx.dic.PaymentInstruction30;
import com.prowidesoftware.swift.model.mx.dic.PaymentMethod3Code;
import io.evenreach.guidecommerce.Iso20022;
import io.evenreach.guidecommerce.payout.PayoutBatch.Emission;
import io.evenreach.guidecommerce.payout.PayoutBatch.Item;
import io.evenreach.guidecommerce.payout.PayoutBatch.Party;
import io.evenreach.guidecommerce.payout.domain.ItemStatus;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.xmlunit.builder.DiffBuilder;

class CreditTransferFileTest {

    private static final Instant AT = Instant.parse("2026-06-01T23:00:07.5Z");
    private static final Party DEBTOR = new Party("Even & Reach <Paris>", "FR1420041010050500013M02606", "BNPAFRPPXXX");
    private static final Party DEBTOR_WITHOUT_BIC = new Party("平台 \"甲\"", "6222 0200-1/11", null);
    private static final List<Party> PAYEES = List.of(
            new Party("Lin Wei", "DE89370400440532013000", "COBADEFFXXX"),
            new Party("林伟 & <Söhne> \"O'Hara\" ]]> &amp;", "6222020200112230", null),
            new Party("\uD840\uDC00 ليلى Ωμέγα\u00A0Žižek", "GB29NWBK60161331926819", null),
            new Party("n".repeat(140), "DE89 3704 0044", "ICBKCNBJ"));
    private static final List<Long> AMOUNTS = List.of(1L, 700L, 12_345L, 99_999_999_999L);

    @Test
    void saysTheSecondAtAWholeMinuteToo() {
        for (String at : List.of("2026-06-01T08:00:00Z", "2026-06-01T00:00:00.000001Z", "2026-06-01T08:00:07.5Z")) {
            assertThat(Iso20022.problemOf("pain.001.001.09", file(Instant.parse(at))))
                    .as(at)
                    .isEmpty();
        }
        assertThat(file(Instant.parse("2026-06-01T08:00:00Z"))).contains("<CreDtTm>2026-06-01T08:00:00Z</CreDtTm>");
    }

    @Test
    void tellsProwideWhatTheBatchSays() {
        tells(DEBTOR, "EUR", "1000000130.45", List.of("0.01", "7.00", "123.45", "999999999.99"));
        tells(DEBTOR_WITHOUT_BIC, "JPY", "100000013045", List.of("1", "700", "12345", "99999999999"));
        tells(DEBTOR, "KWD", "100000013.045", List.of("0.001", "0.700", "12.345", "99999999.999"));
    }

    @Test
    void isTheSameWhereProwideWritesItAgain() {
        for (String currency : List.of("EUR", "JPY", "KWD")) {
            String file = file(batch(AT, currency, DEBTOR_WITHOUT_BIC));
            // By default it writes the halves of a character of two as references, which is no XML, and Z as +00:00.
            MxWriteParams parameters = new MxWriteParams();
            parameters.escapeHandler = new MinimumEscapeHandler();
            parameters.adapters.dateTimeAdapter = new IsoDateTimeAdapter(new ZuluOffsetDateTimeAdapter());

            String again = MxPain00100109.parse(file).document(parameters);

            assertThat(again).isNotEqualTo(file);
            assertThat(Iso20022.problemOf("pain.001.001.09", again)).as(again).isEmpty();
            assertThat(DiffBuilder.compare(file)
                            .withTest(again)
                            .ignoreElementContentWhitespace()
                            .checkForSimilar()
                            .build()
                            .getDifferences())
                    .isEmpty();
        }
    }

    private static void tells(Party debtor, String currency, String total, List<String> amounts) {
        MxPain00100109 read = MxPain00100109.parse(file(batch(AT, currency, debtor)));

        GroupHeader85 header = read.getCstmrCdtTrfInitn().getGrpHdr();
        assertThat(header.getMsgId()).isEqualTo("EVR1");
        assertThat(header.getCreDtTm().toInstant()).isEqualTo("2026-06-01T23:00:07Z");
        assertThat(header.getNbOfTxs()).isEqualTo("4");
        assertThat(header.getCtrlSum()).isEqualTo(new BigDecimal(total));
        assertThat(header.getInitgPty().getNm()).isEqualTo(debtor.name());
        assertThat(read.getCstmrCdtTrfInitn().getPmtInf()).hasSize(1);
        PaymentInstruction30 payment = read.getCstmrCdtTrfInitn().getPmtInf().getFirst();
        assertThat(payment.getPmtInfId()).isEqualTo("EVR1");
        assertThat(payment.getPmtMtd()).isEqualTo(PaymentMethod3Code.TRF);
        assertThat(payment.getNbOfTxs()).isEqualTo("4");
        assertThat(payment.getCtrlSum()).isEqualTo(new BigDecimal(total));
        assertThat(payment.getReqdExctnDt().getDt()).isEqualTo(LocalDate.of(2026, 6, 1));
        assertThat(party(payment.getDbtr(), payment.getDbtrAcct(), payment.getDbtrAgt()))
                .isEqualTo(debtor);
        assertThat(payment.getDbtrAcct().getId().getIBAN()).isEqualTo(debtor.equals(DEBTOR) ? debtor.account() : null);

        List<CreditTransferTransaction34> transfers = payment.getCdtTrfTxInf();
        assertThat(transfers)
                .extracting(transfer -> transfer.getPmtId().getInstrId())
                .containsExactly("EVI0", "EVI1", "EVI2", "EVI3");
        assertThat(transfers)
                .extracting(transfer -> transfer.getPmtId().getEndToEndId())
                .containsExactly("EVI0", "EVI1", "EVI2", "EVI3");
        assertThat(transfers)
                .extracting(transfer -> transfer.getAmt().getInstdAmt().getCcy())
                .containsOnly(currency);
        assertThat(transfers)
                .extracting(transfer -> transfer.getAmt().getInstdAmt().getValue())
                .containsExactlyElementsOf(amounts.stream().map(BigDecimal::new).toList());
        assertThat(transfers)
                .extracting(transfer -> party(transfer.getCdtr(), transfer.getCdtrAcct(), transfer.getCdtrAgt()))
                .containsExactlyElementsOf(PAYEES);
        assertThat(transfers)
                .extracting(transfer -> transfer.getCdtrAcct().getId().getIBAN())
                .containsExactly("DE89370400440532013000", null, "GB29NWBK60161331926819", null);
    }

    private static Party party(
            PartyIdentification135 party,
            CashAccount38 account,
            @Nullable BranchAndFinancialInstitutionIdentification6 agent) {
        String number = account.getId().getIBAN();
        return new Party(
                party.getNm(),
                number == null ? account.getId().getOthr().getId() : number,
                agent == null ? null : bic(agent.getFinInstnId()));
    }

    private static @Nullable String bic(FinancialInstitutionIdentification18 agent) {
        if (agent.getBICFI() == null) {
            assertThat(agent.getOthr().getId()).isEqualTo("NOTPROVIDED");
        }
        return agent.getBICFI();
    }

    private static String file(Instant at) {
        return file(batch(at, "EUR", DEBTOR));
    }

    private static String file(PayoutBatch batch) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        CreditTransferFile.write(batch, file);
        return file.toString(StandardCharsets.UTF_8);
    }

    /** Four transfers that are sent, and one that was cancelled before. */
    private static PayoutBatch batch(Instant at, String currency, Party debtor) {
        return new PayoutBatch(
                new UUID(0, 1),
                "EVR1",
                currency,
                at,
                "anna",
                "bea",
                new Emission(at, debtor),
                IntStream.range(0, 5)
                        .mapToObj(i -> new Item(
                                new UUID(2, i),
                                new UUID(3, i),
                                "EVI" + i,
                                i < 4 ? ItemStatus.SUBMITTED : ItemStatus.CANCELLED,
                                AMOUNTS.get(i % 4),
                                0,
                                PAYEES.get(i % 4)))
                        .toList());
    }
}
