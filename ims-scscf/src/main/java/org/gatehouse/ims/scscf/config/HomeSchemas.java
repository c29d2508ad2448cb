package org.gatehouse.ims.scscf.config;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.gatehouse.ims.core.config.AdminToken;
import org.gatehouse.ims.core.config.Schema;
import org.gatehouse.ims.core.config.Setting;
import org.gatehouse.ims.core.config.Values;

/** The settings of the two commands. */
public final class HomeSchemas {
    /** Admin address of the daemon with both roles, or the S-CSCF alone. */
    public static final Setting<InetSocketAddress> SCSCF_ADMIN = admin("127.0.0.1:8082");

    /** Admin address of an I-CSCF of its own. */
    public static final Setting<InetSocketAddress> ICSCF_ADMIN = admin("127.0.0.1:8081");

    /** I-CSCF beside an S-CSCF. */
    public static final IcscfSettings ICSCF_BESIDE = new IcscfSettings("icscf.");

    /** I-CSCF of its own. */
    public static final IcscfSettings ICSCF_ALONE = new IcscfSettings("");

    public static final Schema SCSCF =
            schema(SCSCF_ADMIN, ScscfSettings.all(), beside(ICSCF_BESIDE.all()));

    public static final Schema ICSCF = schema(ICSCF_ADMIN, ICSCF_ALONE.all(), List.of());

    private HomeSchemas() {}

    private static Setting<InetSocketAddress> admin(String address) {
        return Setting.of(
                "admin", address, Values.address(), "Address of /health, /metrics and /api (HTTP)");
    }

    /** Only the S-CSCF lets something be changed. */
    private static List<Setting<?>> beside(List<Setting<?>> icscf) {
        List<Setting<?>> all = new ArrayList<>(icscf);
        all.add(AdminToken.SETTING);
        return all;
    }

    private static Schema schema(Setting<?> admin, List<Setting<?>> own, List<Setting<?>> beside) {
        List<Setting<?>> all = new ArrayList<>(own);
        all.addAll(beside);
        all.addAll(CommonSettings.all());
        all.add(admin);
        return new Schema(all);
    }
}
