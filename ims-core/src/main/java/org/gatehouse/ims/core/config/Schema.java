package org.gatehouse.ims.core.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** All settings of one daemon, in the order its help lists them. */
public final class Schema {
    private final Map<String, Setting<?>> byKey = new LinkedHashMap<>();

    public Schema(List<? extends Setting<?>> settings) {
        for (Setting<?> setting : settings) {
            if (byKey.put(setting.key(), setting) != null) {
                throw new IllegalArgumentException(setting.key() + ": declared twice");
            }
        }
    }

    public List<Setting<?>> settings() {
        return List.copyOf(byKey.values());
    }

    @Nullable Setting<?> find(String key) {
        return byKey.get(key);
    }

    /** Whether some key lies in the mapping of that name. */
    boolean hasSection(String name) {
        return byKey.keySet().stream().anyMatch(key -> key.startsWith(name + "."));
    }

    /** The known key that looks most like a wrong one, if any comes near. */
    Optional<String> nearest(String wrong) {
        return Nearest.of(wrong, byKey.keySet());
    }
}
