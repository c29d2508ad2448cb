package org.gatehouse.ims.scscf.testbed;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.gatehouse.ims.core.aka.AuthVectors;
import org.gatehouse.ims.core.aka.AuthenticationVector;
import org.gatehouse.ims.core.aka.Auts;
import org.gatehouse.ims.core.aka.Milenage;
import org.gatehouse.ims.core.aka.SqnGenerator;
import org.gatehouse.ims.core.diameter.cx.AssignmentType;
import org.gatehouse.ims.core.diameter.cx.CxAnswer;
import org.gatehouse.ims.core.diameter.cx.CxHandler;
import org.gatehouse.ims.core.diameter.cx.CxRequest;
import org.gatehouse.ims.core.diameter.cx.CxResult;
import org.gatehouse.ims.core.diameter.cx.LocationInfo;
import org.gatehouse.ims.core.diameter.cx.LocationInfoAnswer;
import org.gatehouse.ims.core.diameter.cx.MultimediaAuth;
import org.gatehouse.ims.core.diameter.cx.MultimediaAuthAnswer;
import org.gatehouse.ims.core.diameter.cx.ServerAssignment;
import org.gatehouse.ims.core.diameter.cx.ServerAssignmentAnswer;
import org.gatehouse.ims.core.diameter.cx.UserAuthorization;
import org.gatehouse.ims.core.diameter.cx.UserAuthorizationAnswer;
import org.gatehouse.ims.core.diameter.cx.UserProfile;
import org.gatehouse.ims.core.diameter.cx.UserProfileXml;
import org.jspecify.annotations.Nullable;

/** An HSS in memory, just true enough to register against; the real one is a module of its own. */
public final class TestHss implements CxHandler {
    private static final HexFormat HEX = HexFormat.of();

    // TS 35.208 test set 3
    public static final byte[] K = HEX.parseHex("fec86ba6eb707ed08905757b1bb44b8f");
    public static final byte[] OPC = HEX.parseHex("1006020f0a478bf6b699f15c062e42b3");
    private static final byte[] AMF = {(byte) 0x80, 0};

    private final RandomGenerator random;
    private final Map<String, Subscriber> records = new HashMap<>();
    private final List<CxRequest> requests = new ArrayList<>();

    public TestHss(RandomGenerator random) {
        this.random = random;
    }

    public TestHss subscriber(String impi, String impu, String tel) {
        records.put(
                impi,
                new Subscriber(
                        UserProfile.of(
                                impi,
                                List.of(
                                        new UserProfile.Identity(impu, false),
                                        new UserProfile.Identity(tel, false)))));
        return this;
    }

    /** Sets the counter far ahead or back, as a card in another HSS's hands might see it. */
    public void setSeq(String impi, long seq) {
        record(impi).sqn = SqnGenerator.after(seq);
    }

    public @Nullable String serverNameOf(String impi) {
        return record(impi).serverName;
    }

    public boolean isRegistered(String impi) {
        return record(impi).registered;
    }

    public List<CxRequest> requests() {
        return requests;
    }

    public <R extends CxRequest> List<R> requests(Class<R> kind) {
        return requests.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    @Override
    public void handle(CxRequest request, Consumer<CxAnswer> reply) {
        requests.add(request);
        reply.accept(
                switch (request) {
                    case UserAuthorization uar -> authorize(uar);
                    case MultimediaAuth mar -> vectors(mar);
                    case ServerAssignment sar -> assign(sar);
                    case LocationInfo lir -> locate(lir);
                });
    }

    private CxAnswer authorize(UserAuthorization uar) {
        Subscriber record = records.get(uar.impi());
        if (record == null) {
            return UserAuthorizationAnswer.of(CxResult.DIAMETER_ERROR_USER_UNKNOWN);
        }
        if (record.profile.identities().stream().noneMatch(i -> i.impu().equals(uar.impu()))) {
            return UserAuthorizationAnswer.of(CxResult.DIAMETER_ERROR_IDENTITIES_DONT_MATCH);
        }
        String name = record.serverName;
        return name == null
                ? UserAuthorizationAnswer.of(CxResult.DIAMETER_FIRST_REGISTRATION)
                : UserAuthorizationAnswer.of(CxResult.DIAMETER_SUBSEQUENT_REGISTRATION, name);
    }

    private CxAnswer locate(LocationInfo lir) {
        for (Subscriber record : records.values()) {
            if (record.profile.identities().stream().anyMatch(i -> i.impu().equals(lir.impu()))) {
                String name = record.registered ? record.serverName : null;
                return name == null
                        ? LocationInfoAnswer.of(CxResult.DIAMETER_ERROR_IDENTITY_NOT_REGISTERED)
                        : LocationInfoAnswer.of(CxResult.DIAMETER_SUCCESS, name);
            }
        }
        return LocationInfoAnswer.of(CxResult.DIAMETER_ERROR_USER_UNKNOWN);
    }

    private CxAnswer vectors(MultimediaAuth mar) {
        if (!records.containsKey(mar.impi())) {
            return MultimediaAuthAnswer.refused(CxResult.DIAMETER_ERROR_USER_UNKNOWN, mar);
        }
        Subscriber record = record(mar.impi());
        record.serverName = mar.serverName();
        MultimediaAuth.Resync resync = mar.resync();
        if (resync != null) {
            OptionalLong sqnMs = Auts.verify(record.algorithm, resync.rand(), resync.auts());
            sqnMs.ifPresent(value -> record.sqn = record.sqn.resync(value));
        }
        List<AuthenticationVector> vectors = new ArrayList<>();
        for (int i = 0; i < mar.items(); i++) {
            record.sqn = record.sqn.next();
            byte[] rand = new byte[16];
            random.nextBytes(rand);
            vectors.add(AuthVectors.generate(record.algorithm, rand, record.sqn.current(), AMF));
        }
        return new MultimediaAuthAnswer(CxResult.DIAMETER_SUCCESS, mar.impi(), mar.impu(), vectors);
    }

    private CxAnswer assign(ServerAssignment sar) {
        String impi = Objects.requireNonNull(sar.impi());
        Subscriber record = record(impi);
        boolean registers = sar.type() == AssignmentType.REGISTRATION;
        record.registered = registers;
        if (!registers) {
            record.serverName = null;
        }
        return new ServerAssignmentAnswer(
                CxResult.DIAMETER_SUCCESS,
                impi,
                registers ? UserProfileXml.write(record.profile) : null);
    }

    private Subscriber record(String impi) {
        return Objects.requireNonNull(records.get(impi), impi);
    }

    /** RANDs must never repeat: a set of those in challenges shows it. */
    public static boolean allDifferent(List<String> nonces) {
        Set<String> seen = new HashSet<>();
        return nonces.stream().allMatch(seen::add);
    }

    private static final class Subscriber {
        private final UserProfile profile;
        private final Milenage algorithm = new Milenage(K, OPC);
        private SqnGenerator sqn = SqnGenerator.after(0);
        private @Nullable String serverName;
        private boolean registered;

        Subscriber(UserProfile profile) {
            this.profile = profile;
        }
    }
}
