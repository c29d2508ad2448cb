package org.gatehouse.ims.pcscf.explain;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The last incidents of one shard: of each user, and the last failures of all. Whoever registered
 * once is kept apart from those who only tried, so that a flood of invented names makes nobody
 * forgotten.
 */
public final class History {
    /** Incidents of one user: the last four registrations, each with challenge and end. */
    public static final int PER_USER = 16;

    /** Users that registered: 5,000 with 16 incidents of some 300 octets are 24 MB. */
    static final int MOST_USERS = 5_000;

    /** Names that only tried: anyone can invent them. */
    static final int MOST_STRANGERS = 500;

    /** Last failures of everyone, that is what one looks at while a flood is on. */
    public static final int MOST_FAILURES = 200;

    private final Map<String, Deque<Incident>> users = bounded(MOST_USERS);
    private final Map<String, Deque<Incident>> strangers = bounded(MOST_STRANGERS);
    private final Deque<Incident> failures = new ArrayDeque<>();

    /**
     * Remembers an incident.
     *
     * @param authentic it proves that its user is who he says he is
     */
    public void add(Incident incident, boolean authentic) {
        String impi = incident.impi();
        if (authentic) {
            Deque<Incident> before = strangers.remove(impi);
            if (before != null) {
                users.put(impi, before);
            }
        }
        boolean known = authentic || users.containsKey(impi);
        append(
                (known ? users : strangers).computeIfAbsent(impi, key -> new ArrayDeque<>()),
                incident,
                PER_USER);
        if (incident.failure()) {
            append(failures, incident, MOST_FAILURES);
        }
    }

    /** The last incidents of a user, the oldest first. */
    public List<Incident> of(String impi) {
        String key = Incident.shown(impi);
        Deque<Incident> of = users.containsKey(key) ? users.get(key) : strangers.get(key);
        return of == null ? List.of() : new ArrayList<>(of);
    }

    /** The last failures, the oldest first. */
    public List<Incident> failures() {
        return new ArrayList<>(failures);
    }

    private static void append(Deque<Incident> ring, Incident incident, int most) {
        ring.add(incident);
        if (ring.size() > most) {
            ring.removeFirst();
        }
    }

    /** Forgets what was looked at longest ago. */
    private static Map<String, Deque<Incident>> bounded(int most) {
        return new LinkedHashMap<>(16, 0.75f, /* accessOrder= */ true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Deque<Incident>> eldest) {
                return size() > most;
            }
        };
    }
}
