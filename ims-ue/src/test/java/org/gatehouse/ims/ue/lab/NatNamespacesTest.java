package org.gatehouse.ims.ue.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.gatehouse.ims.core.testkit.Privileges;
import org.gatehouse.ims.core.testkit.Requirement;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** UEs behind NATs that this machine's kernel does, each in a network namespace. */
@Timeout(180)
class NatNamespacesTest {
    private static final String PCSCF = Namespaces.CORE_PREFIX + ".3:5060";

    @TempDir private Path folder;

    private String ue(int number, String transport, String command, String... more) {
        return String.join(
                " ",
                "ue " + command + " --pcscf " + PCSCF,
                "--local " + Namespaces.PRIVATE_ADDRESS + " --subscriber " + number,
                "--ipsec udp --transport " + transport,
                "--sqn-file " + folder.resolve("sqn." + number),
                String.join(" ", more));
    }

    /** TS 33.203 Annex M; the P-CSCF encapsulates because it sees a NAT, not because it must. */
    @ParameterizedTest
    @ValueSource(strings = {"udp", "tcp"})
    @Requirement({"nat-detect", "nat-public-contact", "nat-selectors", "nat-ports", "nat-rereg"})
    void twoUesWithOneAddressBehindTwoNatsRegisterRefreshTalkAndDeregister(String transport)
            throws Exception {
        Privileges.requireTun();
        try (Namespaces namespaces = new Namespaces()) {
            String one = namespaces.behindNat(1);
            String two = namespaces.behindNat(2);
            try (NamespaceLab lab =
                            new NamespaceLab(
                                    namespaces,
                                    folder,
                                    Namespaces.CORE_PREFIX,
                                    "pcscf.force-encapsulation=false",
                                    "pcscf.tcp-in-esp=on");
                    NamespaceLab.Ues alice =
                            lab.start(one, ue(1, transport, "register", "--hold 60"))) {
                alice.await("registered");
                String to = "--to sip:001010000000001@" + LabCore.HOME_DOMAIN;
                try (NamespaceLab.Ues bob =
                        lab.start(
                                two,
                                ue(2, transport, "register", "--refresh 1 --hold 0"),
                                ue(2, transport, "message", to, "--text hoi"))) {
                    bob.join();
                    assertThat(bob.out()).contains("UDP-enc-tun").contains("deregistered");
                }
                alice.await("MESSAGE from sip:001010000000002@");
                assertThat(alice.out()).contains("UDP-enc-tun");
            }
        }
    }
}
