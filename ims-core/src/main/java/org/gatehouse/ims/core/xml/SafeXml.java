package org.gatehouse.ims.core.xml;

import java.io.StringReader;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamConstants;
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
     * What is made of a document. Elements are named by their path: the names from the root on,
     * without namespaces, with slashes between.
     */
    public interface Elements {
        /**
         * An element begins.
         *
         * @param xml stands at it, and tells its attributes
         */
        void begin(String path, XMLStreamReader xml) throws XMLStreamException;

        /**
         * An element ends.
         *
         * @param text what stands in it behind the last element within, without blanks around it
         */
        void end(String path, String text) throws XMLStreamException;
    }

    /**
     * Reads a document in one pass; comments and the like are stepped over.
     *
     * @param most characters of the longest document that is looked at
     * @param deepest elements within elements
     * @throws XMLStreamException if it has more of either, has a DTD or entities of its own, is no
     *     XML, or is refused by {@code elements}
     */
    public static void read(String document, int most, int deepest, Elements elements)
            throws XMLStreamException {
        XMLStreamReader xml = reader(document, most);
        List<String> path = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        while (xml.hasNext()) {
            switch (xml.next()) {
                case XMLStreamConstants.START_ELEMENT -> {
                    path.add(xml.getLocalName());
                    text.setLength(0);
                    if (path.size() > deepest) {
                        throw new XMLStreamException("elements too deep");
                    }
                    elements.begin(String.join("/", path), xml);
                }
                case XMLStreamConstants.END_ELEMENT -> {
                    elements.end(String.join("/", path), text.toString().strip());
                    path.removeLast();
                    text.setLength(0);
                }
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA ->
                        text.append(xml.getText());
                case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE ->
                        throw new XMLStreamException("DTD or entity refused");
                default -> {}
            }
        }
    }

    /** A reader without DTD, entities of the document's own, and fetching. */
    private static XMLStreamReader reader(String document, int most) throws XMLStreamException {
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
