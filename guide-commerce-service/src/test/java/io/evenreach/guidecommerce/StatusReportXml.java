package io.evenreach.guidecommerce;

import java.util.List;
import java.util.function.UnaryOperator;

/** A bank's pain.002.001.10. */
public final class StatusReportXml {

    private StatusReportXml() {}

    /** @param word what the bank says of each transfer, such as {@code ACSC} */
    public static String of(
            String messageId, String originalMessageId, List<String> endToEndIds, UnaryOperator<String> word) {
        StringBuilder transfers = new StringBuilder();
        for (String id : endToEndIds) {
            transfers.append("<TxInfAndSts><OrgnlEndToEndId>%s</OrgnlEndToEndId><TxSts>%s</TxSts></TxInfAndSts>"
                    .formatted(id, word.apply(id)));
        }
        return ofGroup(
                messageId,
                originalMessageId,
                "",
                "<OrgnlPmtInfAndSts><OrgnlPmtInfId>%s</OrgnlPmtInfId>%s</OrgnlPmtInfAndSts>"
                        .formatted(originalMessageId, transfers));
    }

    /**
     * Any report.
     *
     * @param group the elements of the group's status
     * @param payments the elements that follow it
     */
    public static String ofGroup(String messageId, String originalMessageId, String group, String payments) {
        return """
                <?xml version="1.0" encoding="UTF-8"?>
                <Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt>
                <GrpHdr><MsgId>%s</MsgId><CreDtTm>2026-06-01T08:00:00</CreDtTm></GrpHdr>
                <OrgnlGrpInfAndSts><OrgnlMsgId>%s</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId>%s</OrgnlGrpInfAndSts>
                %s</CstmrPmtStsRpt></Document>
                """.formatted(messageId, originalMessageId, group, payments);
    }
}
