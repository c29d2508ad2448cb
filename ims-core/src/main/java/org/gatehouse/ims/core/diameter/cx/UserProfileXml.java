package org.gatehouse.ims.core.diameter.cx;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import javax.xml.stream.XMLStreamWriter;
import org.gatehouse.ims.core.diameter.cx.UserProfile.Identity;
import org.gatehouse.ims.core.diameter.cx.UserProfile.ServiceProfile;
import org.gatehouse.ims.core.xml.SafeXml;
import org.jspecify.annotations.Nullable;

/**
 * The IMSSubscription document of User-Data (TS 29.228 Annex E): PrivateID, then service profiles
 * with their public identities. What else a profile holds (filter criteria, extensions) is stepped
 * over. No DTD, no entities of its own, nothing fetched.
 */
public final class UserProfileXml {
    /** Characters of a document: a subscription with some hundred filter criteria is a tenth. */
    public static final int MAX_CHARACTERS = 262_144;

    /** Elements within elements: filter criteria of Annex E go ten deep. */
    public static final int MAX_DEPTH = 32;

    /** Public identities of one document: an implicit set has a handful. */
    public static final int MAX_IDENTITIES = 256;

    private UserProfileXml() {}

    /** The document of a profile. */
    public static String write(UserProfile profile) {
        return SafeXml.write(xml -> {
            xml.writeStartElement("IMSSubscription");
            text(xml, "PrivateID", profile.impi());
            for (ServiceProfile service : profile.serviceProfiles()) {
                xml.writeStartElement("ServiceProfile");
                for (Identity identity : service.identities()) {
                    write(xml, identity);
                }
                xml.writeEndElement();
            }
            xml.writeEndElement();
        });
    }

    private static void write(XMLStreamWriter xml, Identity identity) throws XMLStreamException {
        xml.writeStartElement("PublicIdentity");
        // TS 29.228 Annex E: BarringIndication stands before Identity, and false is its default.
        if (identity.barred()) {
            text(xml, "BarringIndication", "1");
        }
        text(xml, "Identity", identity.impu());
        xml.writeEndElement();
    }

    private static void text(XMLStreamWriter xml, String name, String value)
            throws XMLStreamException {
        xml.writeStartElement(name);
        xml.writeCharacters(value);
        xml.writeEndElement();
    }

    /** Reads a document; empty if it is not a well-formed IMSSubscription within our limits. */
    public static Optional<UserProfile> read(String document) {
        try {
            return new Reading(SafeXml.reader(trim(document), MAX_CHARACTERS)).read();
        } catch (XMLStreamException e) {
            return Optional.empty();
        }
    }

    /** Some HSSs end the document with a NUL, as C strings end. */
    private static String trim(String document) {
        int end = document.length();
        while (end > 0 && document.charAt(end - 1) == 0) {
            end--;
        }
        return document.substring(0, end).strip();
    }

    /** One pass over one document; element names are compared without their namespace. */
    private static final class Reading {
        private final XMLStreamReader xml;
        private final List<String> path = new ArrayList<>();
        private final List<ServiceProfile> services = new ArrayList<>();
        private final List<Identity> identities = new ArrayList<>();
        private final StringBuilder text = new StringBuilder();
        private @Nullable String impi;
        private @Nullable String impu;
        private boolean barred;
        private int count;

        Reading(XMLStreamReader xml) {
            this.xml = xml;
        }

        Optional<UserProfile> read() throws XMLStreamException {
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
                if (path.size() > MAX_DEPTH || count > MAX_IDENTITIES) {
                    return Optional.empty();
                }
            }
            return impi == null || impi.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new UserProfile(impi, services));
        }

        private void start() {
            path.add(xml.getLocalName());
            text.setLength(0);
            switch (where()) {
                case "IMSSubscription/ServiceProfile" -> identities.clear();
                case "IMSSubscription/ServiceProfile/PublicIdentity" -> {
                    impu = null;
                    barred = false;
                    count++;
                }
                default -> {}
            }
        }

        private void end() {
            String value = text.toString().strip();
            switch (where()) {
                case "IMSSubscription/PrivateID" -> impi = value;
                case "IMSSubscription/ServiceProfile/PublicIdentity/Identity" -> impu = value;
                case "IMSSubscription/ServiceProfile/PublicIdentity/BarringIndication" ->
                        // xs:boolean: "true", "1"
                        barred = value.equals("1") || value.equals("true");
                case "IMSSubscription/ServiceProfile/PublicIdentity" -> endIdentity();
                case "IMSSubscription/ServiceProfile" ->
                        services.add(new ServiceProfile(identities));
                default -> {}
            }
            path.removeLast();
            text.setLength(0);
        }

        private void endIdentity() {
            if (impu != null && !impu.isEmpty()) {
                identities.add(new Identity(impu, barred));
            }
        }

        private String where() {
            return String.join("/", path);
        }
    }
}
