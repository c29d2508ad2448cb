package org.gatehouse.ims.ue.cli;

import static org.gatehouse.ims.core.flow.TransportProtocol.TCP;
import static org.gatehouse.ims.core.flow.TransportProtocol.UDP;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gatehouse.ims.pcscf.cli.PcscfCommand;
import org.gatehouse.ims.ue.lab.LabDaemon;
import org.gatehouse.ims.ue.lab.LabFolder;
import org.gatehouse.ims.ue.lab.LabPlan;

/** HSS, S-CSCF with I-CSCF, P-CSCF, and a UE that registers, refreshes and deregisters. */
final class RealLab implements LabSetup {
    /** Registration time that the UE asks for; it refreshes at half of it. */
    private static final int EXPIRES_SECONDS = 10;

    /** Its stay: long enough for one refresh. */
    private static final int HOLD_SECONDS = 7;

    @Override
    public List<LabDaemon> daemons() {
        return List.of(
                new LabDaemon(
                        "pcscf",
                        List.of(),
                        PcscfCommand::new,
                        Map.of("sip", UDP, "mw", UDP, "esp", UDP, "admin", TCP),
                        Map.of()));
    }

    @Override
    public Path folder() {
        Map<String, String> properties = new LinkedHashMap<>();
        for (String name : List.of("java.io.tmpdir", "user.name")) {
            properties.put(name, System.getProperty(name));
        }
        return LabFolder.place(System.getenv(), properties);
    }

    @Override
    public Map<String, String> settings(LabFolder folder) {
        return Map.of();
    }

    @Override
    public List<List<String>> commands(LabPlan plan, LabFolder folder) {
        return List.of(
                List.of(
                        "ue",
                        "register",
                        "--pcscf",
                        plan.setting("pcscf", "sip"),
                        "--subscriber",
                        "1",
                        "--expires",
                        String.valueOf(EXPIRES_SECONDS),
                        "--hold",
                        String.valueOf(HOLD_SECONDS),
                        "--ladder"));
    }

    @Override
    public String mainClass() {
        return Ims.class.getName();
    }
}
