package dev.understudy.serialization;

import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A map that a component may be declared as, and what its value is built as on arrival; see [CollectionForm].
///
/// @param wireName what the contract calls it
/// @param maker makes an empty map
/// @param isValue whether the component was declared as an interface and gets a map that cannot be changed
/// @param declaredAs the types of which it is the form
record MapForm(
        String wireName,
        Supplier<Map<@Nullable Object, @Nullable Object>> maker,
        boolean isValue,
        List<Class<?>> declaredAs) {

    static final MapForm MAP = new MapForm("map", LinkedHashMap::new, true, List.of(Map.class, SequencedMap.class));

    static final MapForm SORTED_MAP =
            new MapForm("sorted-map", TreeMap::new, true, List.of(SortedMap.class, NavigableMap.class));

    private static final List<MapForm> ALL = List.of(
            MAP,
            SORTED_MAP,
            new MapForm("map", HashMap::new, false, List.of(HashMap.class)),
            new MapForm("map", LinkedHashMap::new, false, List.of(LinkedHashMap.class)),
            new MapForm("sorted-map", TreeMap::new, false, List.of(TreeMap.class)));

    /// The form of a declared type, or null if it is no map that can be built.
    static @Nullable MapForm of(Class<?> declared) {
        for (var form : ALL) {
            if (form.declaredAs.contains(declared)) {
                return form;
            }
        }
        return null;
    }

    /// An empty map to fill; give it to [#finish(Map)] then.
    Map<@Nullable Object, @Nullable Object> start() {
        return maker.get();
    }

    /// What the component gets.
    Map<@Nullable Object, @Nullable Object> finish(Map<@Nullable Object, @Nullable Object> filled) {
        if (!isValue) {
            return filled;
        }
        return filled instanceof NavigableMap<@Nullable Object, @Nullable Object> sorted
                ? Collections.unmodifiableNavigableMap(sorted)
                : Collections.unmodifiableMap(filled);
    }
}
