package io.evenreach.guidecommerce.payout;

import java.io.ByteArrayInputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
 * @param ofAll what is said of every transfer that is not named; null where the bank says nothing
 * @param ofTransfers by EndToEndId, as far as transfers are named
 */
record StatusReport(
        String messageId,
        String originalMessageId,
        @Nullable Word ofAll,
        Map<String, Word> ofTransfers) {

    /** ISO 20022's reasons for which only another copy is refused: of this one they tell nothing. */
    private static final Set<String> DUPLICATE = Set.of("AM05", "DU01", "DU02", "DU03", "DU04", "DU05");

    private static final Pattern NAMESPACE =
            Pattern.compile("urn:iso:std:iso:20022:tech:xsd:pain\\.002\\.001\\.[0-9]{2}");
    private static final int ID_MAX = 35;

    /**
     * What the bank says of a transfer.
     *
     * @param duplicate the reason that says that something came twice; null where none does
     */
    record Word(String status, @Nullable String duplicate) {

        boolean isOfDuplicate() {
            return duplicate != null;
        }

        @Override
        public String toString() {
            return duplicate == null ? status : status + " " + duplicate;
        }
    }

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
        private static final String REASON = "/StsRsnInf/Rsn/Cd";

        private final XMLStreamReader xml;
        private final StringBuilder path = new StringBuilder();
        private final StringBuilder text = new StringBuilder();
        private final Map<String, Word> ofTransfers = new LinkedHashMap<>();
        private @Nullable String messageId;
        private @Nullable String originalMessageId;
        private @Nullable String groupStatus;
        private @Nullable String groupDuplicate;
        private @Nullable String endToEndId;
        private @Nullable String status;
        private @Nullable String duplicate;

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
            if (groupDuplicate != null) {
                ofTransfers.replaceAll((id, word) -> new Word(word.status(), groupDuplicate));
            }
            return new StatusReport(
                    needed("GrpHdr/MsgId", messageId),
                    needed("OrgnlGrpInfAndSts/OrgnlMsgId", originalMessageId),
                    groupStatus == null ? null : new Word(groupStatus, groupDuplicate),
                    ofTransfers);
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
                case GROUP + REASON, PAYMENT + REASON ->
                    groupDuplicate = DUPLICATE.contains(said) ? said : groupDuplicate;
                case TRANSFER + REASON -> duplicate = DUPLICATE.contains(said) ? said : duplicate;
                case TRANSFER + "/OrgnlEndToEndId" -> endToEndId = id(said);
                case TRANSFER + "/TxSts" -> status = said;
                case TRANSFER -> transfer();
                default -> {
                    // Other reasons, dates and amounts are the bank's, and are kept with the report.
                }
            }
            path.setLength(path.lastIndexOf("/"));
            text.setLength(0);
        }

        private void transfer() throws BrokenReportException {
            String id = needed("TxInfAndSts/OrgnlEndToEndId", endToEndId);
            Word word = new Word(needed("TxInfAndSts/TxSts", status), duplicate);
            Word before = ofTransfers.putIfAbsent(id, word);
            if (before != null && !before.equals(word)) {
                throw new BrokenReportException("The report says two things of " + id + ".");
            }
            endToEndId = null;
            status = null;
            duplicate = null;
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
