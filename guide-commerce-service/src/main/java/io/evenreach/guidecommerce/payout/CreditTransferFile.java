package io.evenreach.guidecommerce.payout;

import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Currency;
import java.util.Objects;
import java.util.regex.Pattern;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.jspecify.annotations.Nullable;

/**
 * A batch as an ISO 20022 customer credit transfer, pain.001.001.09: one payment information with every transfer in it.
 * The same batch gives the same bytes. Number and sum are counted from the transfers themselves.
 */
final class CreditTransferFile {

    private static final String NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09";
    private static final Pattern IBAN = Pattern.compile("[A-Z]{2}[0-9]{2}[A-Z0-9]{1,30}");

    private final XMLStreamWriter xml;

    private CreditTransferFile(XMLStreamWriter xml) {
        this.xml = xml;
    }

    /** @param batch one that was emitted */
    static void write(PayoutBatch batch, OutputStream file) {
        try {
            XMLStreamWriter xml =
                    XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(file, StandardCharsets.UTF_8.name());
            new CreditTransferFile(xml).write(batch);
            xml.close();
        } catch (XMLStreamException failed) {
            throw new IllegalStateException("the file of a batch could not be written", failed);
        }
    }

    private void write(PayoutBatch batch) throws XMLStreamException {
        PayoutBatch.Emission emission = Objects.requireNonNull(batch.emitted());
        xml.writeStartDocument("UTF-8", "1.0");
        xml.writeStartElement("Document");
        xml.writeDefaultNamespace(NAMESPACE);
        xml.writeStartElement("CstmrCdtTrfInitn");
        xml.writeStartElement("GrpHdr");
        text("MsgId", batch.messageId());
        // Unlike other times in java.time an instant has seconds as text at a whole minute too, as xs:dateTime asks
        // for.
        text("CreDtTm", emission.at().truncatedTo(ChronoUnit.SECONDS).toString());
        totals(batch);
        name("InitgPty", emission.debtor().name());
        xml.writeEndElement();
        xml.writeStartElement("PmtInf");
        text("PmtInfId", batch.messageId());
        text("PmtMtd", "TRF");
        totals(batch);
        xml.writeStartElement("ReqdExctnDt");
        text("Dt", emission.at().atOffset(ZoneOffset.UTC).toLocalDate().toString());
        xml.writeEndElement();
        name("Dbtr", emission.debtor().name());
        account("DbtrAcct", emission.debtor().account());
        agent("DbtrAgt", emission.debtor().bic());
        for (PayoutBatch.Item item : batch.transfers()) {
            transfer(item, batch.currency());
        }
        xml.writeEndElement();
        xml.writeEndElement();
        xml.writeEndElement();
        xml.writeEndDocument();
    }

    private void totals(PayoutBatch batch) throws XMLStreamException {
        text("NbOfTxs", Integer.toString(batch.transfers().size()));
        text("CtrlSum", amount(batch.totalMinor(), batch.currency()));
    }

    private void transfer(PayoutBatch.Item item, String currency) throws XMLStreamException {
        xml.writeStartElement("CdtTrfTxInf");
        xml.writeStartElement("PmtId");
        text("InstrId", item.endToEndId());
        text("EndToEndId", item.endToEndId());
        xml.writeEndElement();
        xml.writeStartElement("Amt");
        xml.writeStartElement("InstdAmt");
        xml.writeAttribute("Ccy", currency);
        xml.writeCharacters(amount(item.amountMinor(), currency));
        xml.writeEndElement();
        xml.writeEndElement();
        if (item.payee().bic() != null) {
            agent("CdtrAgt", item.payee().bic());
        }
        name("Cdtr", item.payee().name());
        account("CdtrAcct", item.payee().account());
        xml.writeEndElement();
    }

    private void name(String element, String name) throws XMLStreamException {
        xml.writeStartElement(element);
        text("Nm", name);
        xml.writeEndElement();
    }

    private void account(String element, String account) throws XMLStreamException {
        xml.writeStartElement(element);
        xml.writeStartElement("Id");
        if (IBAN.matcher(account).matches()) {
            text("IBAN", account);
        } else {
            xml.writeStartElement("Othr");
            text("Id", account);
            xml.writeEndElement();
        }
        xml.writeEndElement();
        xml.writeEndElement();
    }

    private void agent(String element, @Nullable String bic) throws XMLStreamException {
        xml.writeStartElement(element);
        xml.writeStartElement("FinInstnId");
        if (bic == null) {
            xml.writeStartElement("Othr");
            text("Id", "NOTPROVIDED");
            xml.writeEndElement();
        } else {
            text("BICFI", bic);
        }
        xml.writeEndElement();
        xml.writeEndElement();
    }

    private void text(String element, String text) throws XMLStreamException {
        xml.writeStartElement(element);
        xml.writeCharacters(text);
        xml.writeEndElement();
    }

    /** In the currency's own decimals: none for yen, three for Kuwaiti dinars. */
    private static String amount(long minor, String currency) {
        return BigDecimal.valueOf(minor, Currency.getInstance(currency).getDefaultFractionDigits())
                .toPlainString();
    }
}
