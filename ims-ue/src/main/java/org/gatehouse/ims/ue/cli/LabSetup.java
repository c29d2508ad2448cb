package org.gatehouse.ims.ue.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.gatehouse.ims.ue.lab.LabDaemon;
import org.gatehouse.ims.ue.lab.LabFolder;
import org.gatehouse.ims.ue.lab.LabPlan;

/** What a lab consists of. */
interface LabSetup {
    /** The lab of this product. */
    LabSetup REAL = new RealLab();

    List<LabDaemon> daemons();

    /** Where it keeps its state. */
    Path folder();

    /** What the lab sets where the user does not: {@code DAEMON.KEY} to value. */
    Map<String, String> settings(LabFolder folder);

    /** What a lab that is not told to stay does: arguments of ims, from the sub-command on. */
    List<List<String>> commands(LabPlan plan, LabFolder folder);

    /** The main class of ims. */
    String mainClass();
}
