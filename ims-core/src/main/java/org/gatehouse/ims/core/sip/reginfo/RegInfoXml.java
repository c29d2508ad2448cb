package org.gatehouse.ims.core.sip.reginfo;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import javax.xml.stream.XMLStreamWriter;
import org.gatehouse.ims.core.sip.reginfo.RegInfo.Contact;
import org.gatehouse.ims.core.sip.reginfo.RegInfo.Registration;
import org.gatehouse.ims.core.sip.reginfo.RegInfo.State;
import org.gatehouse.ims.core.xml.SafeXml;
import org.jspecify.annotations.Nullable;

/** Writes and reads reginfo documents. What a document holds beyond {@link RegInfo} is skipped. */
public final class RegInfoXml {
    /** Characters of a document: an implicit set of ten with five contacts takes 10,000. */
    public static final int MAX_CHARACTERS = 65_536;

    /** Elements within elements: the schema goes four deep, extensions a few more. */
    public static final int MAX_DEPTH = 16;

    /** Registrations and contacts of one document. */
    public static final int MAX_ELEMENTS = 512;

    private static final String NAMESPACE = "urn:ietf:params:xml:ns:reginfo";
    private static final long MAX_NUMBER = 0xFFFF_FFFFL;

    private RegInfoXml() {}

    /** The document. */
    public static String write(RegInfo info) {
        return SafeXml.write(xml -> {
            xml.writeStartElement("reginfo");
            xml.writeDefaultNamespace(NAMESPACE);
            xml.writeAttribute("version", Long.toString(info.version()));
            xml.writeAttribute("state", info.full() ? "full" : "partial");
            for (Registration registration : info.registrations()) {
                write(xml, registration);
            }
            xml.writeEndElement();
        });
    }

    private static void write(XMLStreamWriter xml, Registration registration)
            throws XMLStreamException {
        xml.writeStartElement("registration");
        xml.writeAttribute("aor", fit(registration.aor()));
        xml.writeAttribute("id", registration.id());
        xml.writeAttribute("state", registration.state().token());
        for (Contact contact : registration.contacts()) {
            xml.writeStartElement("contact");
            xml.writeAttribute("id", contact.id());
            xml.writeAttribute("state", contact.state().token());
            xml.writeAttribute("event", contact.event().token());
            number(xml, "expires", contact.expires());
            number(xml, "retry-after", contact.retryAfter());
            xml.writeStartElement("uri");
            xml.writeCharacters(fit(contact.uri()));
            xml.writeEndElement();
            xml.writeEndElement();
        }
        xml.writeEndElement();
    }

    private static void number(XMLStreamWriter xml, String name, @Nullable Long value)
            throws XMLStreamException {
        if (value != null) {
            xml.writeAttribute(name, Long.toString(value));
        }
    }

    /** A URI came from a peer, and XML has no place for some characters. */
    private static String fit(String uri) {
        StringBuilder text = new StringBuilder(uri.length());
        uri.chars().forEach(c -> text.append(c >= ' ' && c < 0x7F ? (char) c : '?'));
        return text.toString();
    }

    /** Reads a document; empty if it is not a well-formed one within our limits. */
    public static Optional<RegInfo> read(String document) {
        try {
            return new Reading(SafeXml.reader(document.strip(), MAX_CHARACTERS)).read();
        } catch (XMLStreamException e) {
            return Optional.empty();
        }
    }

    /** One pass over one document; element names are compared without their namespace. */
    private static final class Reading {
        private final XMLStreamReader xml;
        private final List<String> path = new ArrayList<>();
        private final List<Registration> registrations = new ArrayList<>();
        private final List<Contact> contacts = new ArrayList<>();
        private final StringBuilder text = new StringBuilder();
        private @Nullable Registration registration;
        private @Nullable Contact contact;
        private long version = -1;
        private boolean full;
        private int elements;

        Reading(XMLStreamReader xml) {
            this.xml = xml;
        }

        Optional<RegInfo> read() throws XMLStreamException {
            while (xml.hasNext()) {
                switch (xml.next()) {
                    case XMLStreamConstants.START_ELEMENT -> start();
                    case XMLStreamConstants.END_ELEMENT -> end();
                    case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA ->
                            text.append(xml.getText());
                    case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE ->
                            throw new XMLStreamException("DTD or entity refused");
                    default -> {}
                }
                if (path.size() > MAX_DEPTH || elements > MAX_ELEMENTS) {
                    return Optional.empty();
                }
            }
            return version < 0
                    ? Optional.empty()
                    : Optional.of(new RegInfo(version, full, registrations));
        }

        private void start() throws XMLStreamException {
            path.add(xml.getLocalName());
            text.setLength(0);
            switch (where()) {
                case "reginfo" -> {
                    version = number("version").orElseThrow(RegInfoXml::incomplete);
                    full = attribute("state").equals("full");
                }
                case "reginfo/registration" -> {
                    elements++;
                    contacts.clear();
                    registration =
                            new Registration(attribute("aor"), attribute("id"), state(), List.of());
                }
                case "reginfo/registration/contact" -> {
                    elements++;
                    contact =
                            new Contact(
                                    attribute("id"),
                                    state(),
                                    ContactEvent.of(attribute("event"))
                                            .orElseThrow(RegInfoXml::incomplete),
                                    "",
                                    number("expires").orElse(null),
                                    number("retry-after").orElse(null));
                }
                default -> {}
            }
        }

        private void end() {
            Contact open = contact;
            Registration whole = registration;
            switch (where()) {
                case "reginfo/registration/contact/uri" -> {
                    if (open != null) {
                        contact =
                                new Contact(
                                        open.id(),
                                        open.state(),
                                        open.event(),
                                        text.toString().strip(),
                                        open.expires(),
                                        open.retryAfter());
                    }
                }
                case "reginfo/registration/contact" -> {
                    if (open != null) {
                        contacts.add(open);
                    }
                }
                case "reginfo/registration" -> {
                    if (whole != null) {
                        registrations.add(
                                new Registration(whole.aor(), whole.id(), whole.state(), contacts));
                    }
                }
                default -> {}
            }
            path.removeLast();
            text.setLength(0);
        }

        private State state() throws XMLStreamException {
            return switch (attribute("state").toLowerCase(Locale.ROOT)) {
                case "init" -> State.INIT;
                case "active" -> State.ACTIVE;
                case "terminated" -> State.TERMINATED;
                default -> throw incomplete();
            };
        }

        private String attribute(String name) {
            String value = xml.getAttributeValue(null, name);
            return value == null ? "" : value.strip();
        }

        /** A number of 32 bits; empty for anything else. */
        private Optional<Long> number(String name) {
            String digits = attribute(name);
            if (!digits.matches("\\d{1,10}")) {
                return Optional.empty();
            }
            return Optional.of(Math.min(Long.parseLong(digits), MAX_NUMBER));
        }

        private String where() {
            return String.join("/", path);
        }
    }

    private static XMLStreamException incomplete() {
        return new XMLStreamException("an attribute is missing or wrong");
    }
}
