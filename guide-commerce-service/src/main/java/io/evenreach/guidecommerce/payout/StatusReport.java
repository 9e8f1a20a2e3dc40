package io.evenreach.guidecommerce.payout;

import java.io.ByteArrayInputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * What a bank says of a file of transfers: the ISO 20022 customer payment status report, pain.002.001.10, or another version
 * of it that says the same in the same elements.
 *
 * @param messageId the bank's own id of the report
 * @param originalMessageId the file that it is about
 * @param groupStatus of every transfer that is not named; null where the bank says none
 * @param statuses by EndToEndId, as far as transfers are named
 */
record StatusReport(
        String messageId,
        String originalMessageId,
        @Nullable String groupStatus,
        Map<String, String> statuses) {

    private static final Pattern NAMESPACE =
            Pattern.compile("urn:iso:std:iso:20022:tech:xsd:pain\\.002\\.001\\.[0-9]{2}");
    private static final int ID_MAX = 35;

    /** The bytes are no such report; the message says why. */
    static final class BrokenReportException extends Exception {

        private static final long serialVersionUID = 1L;

        BrokenReportException(String message) {
            super(message);
        }
    }

    /** Reads nothing but the bytes: no document type, no entities, no other files. */
    static StatusReport read(byte[] xml) throws BrokenReportException {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        try {
            return new Reading(factory.createXMLStreamReader(new ByteArrayInputStream(xml))).report();
        } catch (XMLStreamException broken) {
            throw new BrokenReportException("The body is not well-formed XML without a document type.");
        }
    }

    /** One pass over the elements, each known by its path. */
    private static final class Reading {

        private static final String REPORT = "/Document/CstmrPmtStsRpt";
        private static final String GROUP = REPORT + "/OrgnlGrpInfAndSts";
        private static final String PAYMENT = REPORT + "/OrgnlPmtInfAndSts";
        private static final String TRANSFER = PAYMENT + "/TxInfAndSts";

        private final XMLStreamReader xml;
        private final StringBuilder path = new StringBuilder();
        private final StringBuilder text = new StringBuilder();
        private final Map<String, String> statuses = new LinkedHashMap<>();
        private @Nullable String messageId;
        private @Nullable String originalMessageId;
        private @Nullable String groupStatus;
        private @Nullable String endToEndId;
        private @Nullable String status;

        Reading(XMLStreamReader xml) {
            this.xml = xml;
        }

        StatusReport report() throws XMLStreamException, BrokenReportException {
            while (xml.hasNext()) {
                switch (xml.next()) {
                    case XMLStreamReader.START_ELEMENT -> begin();
                    case XMLStreamReader.CHARACTERS -> text.append(xml.getText());
                    case XMLStreamReader.END_ELEMENT -> end();
                    case XMLStreamReader.DTD, XMLStreamReader.ENTITY_REFERENCE ->
                        throw new BrokenReportException("A report has no document type and no entities.");
                    default -> {
                        // Comments and spaces say nothing.
                    }
                }
            }
            return new StatusReport(
                    needed("GrpHdr/MsgId", messageId),
                    needed("OrgnlGrpInfAndSts/OrgnlMsgId", originalMessageId),
                    groupStatus,
                    statuses);
        }

        private void begin() throws BrokenReportException {
            if (!NAMESPACE
                    .matcher(Optional.ofNullable(xml.getNamespaceURI()).orElse(""))
                    .matches()) {
                throw new BrokenReportException("The body is no pain.002.001 of ISO 20022.");
            }
            path.append('/').append(xml.getLocalName());
            text.setLength(0);
        }

        private void end() throws BrokenReportException {
            String said = text.toString().strip();
            switch (path.toString()) {
                case REPORT + "/GrpHdr/MsgId" -> messageId = id(said);
                case GROUP + "/OrgnlMsgId" -> originalMessageId = id(said);
                case GROUP + "/GrpSts", PAYMENT + "/PmtInfSts" -> groupStatus = said;
                case TRANSFER + "/OrgnlEndToEndId" -> endToEndId = id(said);
                case TRANSFER + "/TxSts" -> status = said;
                case TRANSFER -> transfer();
                default -> {
                    // Reasons, dates and amounts are the bank's, and are kept with the report.
                }
            }
            path.setLength(path.lastIndexOf("/"));
            text.setLength(0);
        }

        private void transfer() throws BrokenReportException {
            String id = needed("TxInfAndSts/OrgnlEndToEndId", endToEndId);
            String before = statuses.putIfAbsent(id, needed("TxInfAndSts/TxSts", status));
            if (before != null && !before.equals(status)) {
                throw new BrokenReportException("The report says two things of " + id + ".");
            }
            endToEndId = null;
            status = null;
        }

        private static String id(String said) throws BrokenReportException {
            if (said.isEmpty() || said.length() > ID_MAX) {
                throw new BrokenReportException("An id of ISO 20022 has 1 to 35 characters.");
            }
            return said;
        }

        private static String needed(String element, @Nullable String said) throws BrokenReportException {
            if (said == null) {
                throw new BrokenReportException("The report has no " + element + ".");
            }
            return said;
        }
    }
}
