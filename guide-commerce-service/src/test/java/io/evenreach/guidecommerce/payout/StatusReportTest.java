package io.evenreach.guidecommerce.payout;

import static org.assertj.core.api.Assertions.assertThat;

import com.prowidesoftware.swift.model.mx.MxPain00200110;
import com.prowidesoftware.swift.model.mx.dic.CustomerPaymentStatusReportV10;
import com.prowidesoftware.swift.model.mx.dic.GroupHeader86;
import com.prowidesoftware.swift.model.mx.dic.OriginalGroupHeader17;
import com.prowidesoftware.swift.model.mx.dic.OriginalPaymentInstruction32;
import com.prowidesoftware.swift.model.mx.dic.PartyIdentification135;
import com.prowidesoftware.swift.model.mx.dic.PaymentTransaction105;
import com.prowidesoftware.swift.model.mx.dic.StatusReason6Choice;
import com.prowidesoftware.swift.model.mx.dic.StatusReasonInformation12;
import io.evenreach.guidecommerce.Iso20022;
import io.evenreach.guidecommerce.StatusReportXml;
import io.evenreach.guidecommerce.payout.StatusReport.BrokenReportException;
import io.evenreach.guidecommerce.payout.StatusReport.Word;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class StatusReportTest {

    @Test
    void readsWhatABankSaysThroughProwide() throws BrokenReportException {
        MxPain00200110 message = new MxPain00200110()
                .setCstmrPmtStsRpt(new CustomerPaymentStatusReportV10()
                        .setGrpHdr(new GroupHeader86()
                                .setMsgId("BANK-1")
                                .setCreDtTm(OffsetDateTime.parse("2026-06-02T09:30:00+08:00"))
                                .setInitgPty(new PartyIdentification135().setNm("银行 & <Söhne>")))
                        .setOrgnlGrpInfAndSts(new OriginalGroupHeader17()
                                .setOrgnlMsgId("EVR1")
                                .setOrgnlMsgNmId("pain.001.001.09")
                                .setOrgnlNbOfTxs("3")
                                .setOrgnlCtrlSum(new BigDecimal("21.00"))
                                .setGrpSts("PART"))
                        .addOrgnlPmtInfAndSts(new OriginalPaymentInstruction32()
                                .setOrgnlPmtInfId("EVR1")
                                .addTxInfAndSts(transfer("EVI1", "ACSC")
                                        .setAccptncDtTm(OffsetDateTime.parse("2026-06-02T09:29:00+08:00"))
                                        .setAcctSvcrRef("EVI9"))
                                .addTxInfAndSts(transfer("EVI2", "RJCT").addStsRsnInf(reason("AC04")))
                                .addTxInfAndSts(transfer("EVI3", "RJCT").addStsRsnInf(reason("DU04")))));

        assertThat(read(message))
                .isEqualTo(new StatusReport(
                        "BANK-1",
                        "EVR1",
                        new Word("PART", null),
                        Map.of(
                                "EVI1", new Word("ACSC", null),
                                "EVI2", new Word("RJCT", null),
                                "EVI3", new Word("RJCT", "DU04"))));
    }

    @Test
    void readsReportsOfEveryFormAsProwideWritesThem() throws BrokenReportException {
        assertThat(again(StatusReportXml.of(
                        "m1", "EVR1", List.of("EVI1", "EVI2"), id -> id.equals("EVI1") ? "ACSP" : "RJCT")))
                .isEqualTo(report(null, Map.of("EVI1", new Word("ACSP", null), "EVI2", new Word("RJCT", null))));
        assertThat(again(StatusReportXml.ofGroup("m1", "EVR1", "<GrpSts>ACSC</GrpSts>", "")))
                .isEqualTo(report(new Word("ACSC", null), Map.of()));
        String duplicate = "<StsRsnInf><Rsn><Cd>DU01</Cd></Rsn></StsRsnInf>";
        String transfer = "<TxInfAndSts><OrgnlEndToEndId>EVI1</OrgnlEndToEndId><TxSts>RJCT</TxSts>%s</TxInfAndSts>";
        String payment = "<OrgnlPmtInfAndSts><OrgnlPmtInfId>EVR1</OrgnlPmtInfId>%s</OrgnlPmtInfAndSts>";
        assertThat(again(StatusReportXml.ofGroup(
                        "m1", "EVR1", "<GrpSts>RJCT</GrpSts>" + duplicate, payment.formatted(transfer.formatted("")))))
                .isEqualTo(report(new Word("RJCT", "DU01"), Map.of("EVI1", new Word("RJCT", "DU01"))));
        assertThat(again(StatusReportXml.ofGroup(
                        "m1", "EVR1", "", payment.formatted("<PmtInfSts>RJCT</PmtInfSts>" + duplicate))))
                .isEqualTo(report(new Word("RJCT", "DU01"), Map.of()));
        assertThat(again(StatusReportXml.ofGroup("m1", "EVR1", "", payment.formatted(transfer.formatted(duplicate)))))
                .isEqualTo(report(null, Map.of("EVI1", new Word("RJCT", "DU01"))));
    }

    private static StatusReport report(@Nullable Word ofAll, Map<String, Word> ofTransfers) {
        return new StatusReport("m1", "EVR1", ofAll, ofTransfers);
    }

    private static StatusReport again(String xml) throws BrokenReportException {
        return read(MxPain00200110.parse(xml));
    }

    private static StatusReport read(MxPain00200110 message) throws BrokenReportException {
        String xml = message.document();
        assertThat(Iso20022.problemOf("pain.002.001.10", xml)).as(xml).isEmpty();
        return StatusReport.read(xml.getBytes(StandardCharsets.UTF_8));
    }

    private static PaymentTransaction105 transfer(String id, String status) {
        return new PaymentTransaction105()
                .setOrgnlInstrId(id)
                .setOrgnlEndToEndId(id)
                .setTxSts(status);
    }

    private static StatusReasonInformation12 reason(String code) {
        return new StatusReasonInformation12()
                .setRsn(new StatusReason6Choice().setCd(code))
                .addAddtlInf("账户 <x> & \"y\"");
    }
}
