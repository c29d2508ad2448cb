package org.gatehouse.ims.core.diameter.cx;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
        Reading reading = new Reading();
        try {
            SafeXml.read(trim(document), MAX_CHARACTERS, MAX_DEPTH, reading);
            return reading.profile();
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

    private static final class Reading implements SafeXml.Elements {
        private final List<ServiceProfile> services = new ArrayList<>();
        private final List<Identity> identities = new ArrayList<>();
        private @Nullable String impi;
        private @Nullable String impu;
        private boolean barred;
        private int count;

        Optional<UserProfile> profile() {
            return impi == null || impi.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new UserProfile(impi, services));
        }

        @Override
        public void begin(String path, XMLStreamReader xml) throws XMLStreamException {
            switch (path) {
                case "IMSSubscription/ServiceProfile" -> identities.clear();
                case "IMSSubscription/ServiceProfile/PublicIdentity" -> {
                    impu = null;
                    barred = false;
                    count++;
                    if (count > MAX_IDENTITIES) {
                        throw new XMLStreamException("too many identities");
                    }
                }
                default -> {}
            }
        }

        @Override
        public void end(String path, String text) {
            switch (path) {
                case "IMSSubscription/PrivateID" -> impi = text;
                case "IMSSubscription/ServiceProfile/PublicIdentity/Identity" -> impu = text;
                case "IMSSubscription/ServiceProfile/PublicIdentity/BarringIndication" ->
                        // xs:boolean: "true", "1"
                        barred = text.equals("1") || text.equals("true");
                case "IMSSubscription/ServiceProfile/PublicIdentity" -> endIdentity();
                case "IMSSubscription/ServiceProfile" ->
                        services.add(new ServiceProfile(identities));
                default -> {}
            }
        }

        private void endIdentity() {
            if (impu != null && !impu.isEmpty()) {
                identities.add(new Identity(impu, barred));
            }
        }
    }
}
