package org.gatehouse.ims.core.sip.reginfo;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
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
        Reading reading = new Reading();
        try {
            SafeXml.read(document.strip(), MAX_CHARACTERS, MAX_DEPTH, reading);
            return reading.info();
        } catch (XMLStreamException e) {
            return Optional.empty();
        }
    }

    private static final class Reading implements SafeXml.Elements {
        private final List<Registration> registrations = new ArrayList<>();
        private final List<Contact> contacts = new ArrayList<>();
        private @Nullable Registration registration;
        private @Nullable Contact contact;
        private long version = -1;
        private boolean full;
        private int elements;

        Optional<RegInfo> info() {
            return version < 0
                    ? Optional.empty()
                    : Optional.of(new RegInfo(version, full, registrations));
        }

        @Override
        public void begin(String path, XMLStreamReader xml) throws XMLStreamException {
            switch (path) {
                case "reginfo" -> {
                    version = number(xml, "version").orElseThrow(RegInfoXml::incomplete);
                    full = attribute(xml, "state").equals("full");
                }
                case "reginfo/registration" -> {
                    count();
                    contacts.clear();
                    registration =
                            new Registration(
                                    attribute(xml, "aor"),
                                    attribute(xml, "id"),
                                    state(xml),
                                    List.of());
                }
                case "reginfo/registration/contact" -> {
                    count();
                    contact =
                            new Contact(
                                    attribute(xml, "id"),
                                    state(xml),
                                    ContactEvent.of(attribute(xml, "event"))
                                            .orElseThrow(RegInfoXml::incomplete),
                                    "",
                                    number(xml, "expires").orElse(null),
                                    number(xml, "retry-after").orElse(null));
                }
                default -> {}
            }
        }

        private void count() throws XMLStreamException {
            elements++;
            if (elements > MAX_ELEMENTS) {
                throw new XMLStreamException("too many registrations and contacts");
            }
        }

        @Override
        public void end(String path, String text) {
            Contact open = contact;
            Registration whole = registration;
            switch (path) {
                case "reginfo/registration/contact/uri" -> {
                    if (open != null) {
                        contact =
                                new Contact(
                                        open.id(),
                                        open.state(),
                                        open.event(),
                                        text,
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
        }

        private static State state(XMLStreamReader xml) throws XMLStreamException {
            return switch (attribute(xml, "state").toLowerCase(Locale.ROOT)) {
                case "init" -> State.INIT;
                case "active" -> State.ACTIVE;
                case "terminated" -> State.TERMINATED;
                default -> throw incomplete();
            };
        }

        private static String attribute(XMLStreamReader xml, String name) {
            String value = xml.getAttributeValue(null, name);
            return value == null ? "" : value.strip();
        }

        /** A number of 32 bits; empty for anything else. */
        private static Optional<Long> number(XMLStreamReader xml, String name) {
            String digits = attribute(xml, name);
            if (!digits.matches("\\d{1,10}")) {
                return Optional.empty();
            }
            return Optional.of(Math.min(Long.parseLong(digits), MAX_NUMBER));
        }
    }

    private static XMLStreamException incomplete() {
        return new XMLStreamException("an attribute is missing or wrong");
    }
}
