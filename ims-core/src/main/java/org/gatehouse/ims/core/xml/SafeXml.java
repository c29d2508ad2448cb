package org.gatehouse.ims.core.xml;

import java.io.StringReader;
import java.io.StringWriter;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import javax.xml.stream.XMLStreamWriter;

/** The JDK's XML, with all off that a document of a peer could do harm with. */
public final class SafeXml {
    private SafeXml() {}

    /** Writes part of a document. */
    @FunctionalInterface
    public interface Content {
        void writeTo(XMLStreamWriter xml) throws XMLStreamException;
    }

    /**
     * A reader without DTD, entities of the document's own, and fetching.
     *
     * @param most characters of the longest document that is looked at
     * @throws XMLStreamException if it is longer, has a DTD, or is none
     */
    public static XMLStreamReader reader(String document, int most) throws XMLStreamException {
        // The JDK's parser, told not to read a DTD, still throws unchecked at some that it skips.
        if (document.length() > most || document.contains("<!DOCTYPE")) {
            throw new XMLStreamException("too long, or with a DTD");
        }
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        factory.setXMLResolver((publicId, systemId, base, namespace) -> {
            throw new XMLStreamException("external entity refused");
        });
        return factory.createXMLStreamReader(new StringReader(document));
    }

    /** A document in memory. */
    public static String write(Content content) {
        StringWriter out = new StringWriter();
        try {
            XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(out);
            xml.writeStartDocument("UTF-8", "1.0");
            content.writeTo(xml);
            xml.writeEndDocument();
            xml.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("writing XML into memory failed", e);
        }
        return out.toString();
    }
}
