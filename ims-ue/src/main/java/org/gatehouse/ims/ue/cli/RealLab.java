package org.gatehouse.ims.ue.cli;

import static org.gatehouse.ims.core.flow.TransportProtocol.TCP;
import static org.gatehouse.ims.core.flow.TransportProtocol.UDP;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.gatehouse.ims.hss.cli.HssCommand;
import org.gatehouse.ims.pcscf.cli.PcscfCommand;
import org.gatehouse.ims.scscf.cli.ScscfCommand;
import org.gatehouse.ims.ue.lab.LabDaemon;
import org.gatehouse.ims.ue.lab.LabFolder;
import org.gatehouse.ims.ue.lab.LabPlan;

/** HSS, S-CSCF with I-CSCF, P-CSCF, and a UE that registers, refreshes and deregisters. */
final class RealLab implements LabSetup {
    @Override
    public List<LabDaemon> daemons() {
        return List.of(
                new LabDaemon(
                        "hss",
                        List.of(),
                        List.of(),
                        HssCommand::new,
                        Map.of("cx", TCP, "admin", TCP),
                        Map.of()),
                new LabDaemon(
                        "scscf",
                        List.of("--roles", "scscf,icscf"),
                        List.of("icscf"),
                        ScscfCommand::new,
                        Map.of("sip", UDP, "icscf.sip", UDP, "admin", TCP),
                        Map.of("hss", "hss.cx")),
                new LabDaemon(
                        "pcscf",
                        List.of(),
                        List.of(),
                        PcscfCommand::new,
                        Map.of("sip", UDP, "mw", UDP, "esp", UDP, "admin", TCP),
                        Map.of("icscf", "scscf.icscf.sip")));
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
        return Map.of("hss.database", folder.data("hss").toString());
    }

    @Override
    public List<List<String>> commands(LabPlan plan, LabFolder folder) {
        return List.of(
                List.of(
                        "ue",
                        "register",
                        "--pcscf",
                        plan.setting("pcscf", "sip").orElseThrow(),
                        "--subscriber",
                        "1",
                        "--sqn-file",
                        folder.data("ue.sqn").toString(),
                        "--refresh",
                        "1",
                        "--hold",
                        "1",
                        "--ladder"));
    }

    @Override
    public String mainClass() {
        return Ims.class.getName();
    }
}
