package org.gatehouse.ims.core.testkit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The main classes and methods that obey a requirement, from requirement-code.tsv. Each is named
 * without {@code org.gatehouse.ims}, a method behind its class.
 */
final class RequirementCode {
    private static final String ROOT = "org.gatehouse.ims.";

    private final Map<String, List<String>> places = new LinkedHashMap<>();

    private RequirementCode() {}

    /**
     * Rows of id and places, a tab between them and spaces between places; the first row is a head.
     */
    static RequirementCode of(List<String> rows) {
        RequirementCode code = new RequirementCode();
        for (String row : rows.subList(1, rows.size())) {
            String[] cells = row.split("\t", -1);
            code.places.put(cells[0], List.of(cells[1].split(" ")));
        }
        return code;
    }

    /** The cell of each requirement. */
    Map<String, String> texts() {
        Map<String, String> texts = new LinkedHashMap<>();
        places.forEach((id, named) -> texts.put(id, String.join(", ", named)));
        return texts;
    }

    /** Places that the class path does not have, a line each. */
    List<String> missing() {
        List<String> missing = new ArrayList<>();
        places.forEach((id, named) ->
                named.stream()
                        .filter(place -> !exists(place))
                        .forEach(place ->
                                missing.add(
                                        "requirement-code.tsv: "
                                                + id
                                                + ": there is no "
                                                + ROOT
                                                + place)));
        return missing;
    }

    private static boolean exists(String place) {
        int dot = place.lastIndexOf('.');
        boolean isMethod = Character.isLowerCase(place.charAt(dot + 1));
        String type = ROOT + (isMethod ? place.substring(0, dot) : place);
        try {
            // Its static parts need not run for it to be there.
            Class<?> found =
                    Class.forName(
                            type, /* initialize= */ false, RequirementCode.class.getClassLoader());
            String method = place.substring(dot + 1);
            return !isMethod
                    || Arrays.stream(found.getDeclaredMethods())
                            .anyMatch(m -> m.getName().equals(method));
        } catch (ClassNotFoundException e) {
            return false;
        }
    }
}
