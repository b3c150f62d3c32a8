package dev.understudy.serialization;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.SequencedCollection;
import java.util.SequencedSet;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A collection that a component may be declared as, and what its value is built as on arrival.
///
/// An interface is answered by an unmodifiable collection in the sender's order, since messages are values; a
/// class by just that class. All are one list on the wire, so a component may change from one to another.
///
/// @param wireName what the contract calls it
/// @param builder makes the collection from its elements; the list may be kept, nobody else has it
/// @param declaredAs the types of which it is the form
record CollectionForm(
        String wireName, Function<List<@Nullable Object>, Collection<?>> builder, List<Class<?>> declaredAs) {

    static final CollectionForm LIST = new CollectionForm(
            "list",
            Collections::unmodifiableList,
            List.of(Collection.class, SequencedCollection.class, List.class, Iterable.class));

    static final CollectionForm SET = new CollectionForm(
            "set",
            elements -> Collections.unmodifiableSet(new LinkedHashSet<>(elements)),
            List.of(Set.class, SequencedSet.class));

    static final CollectionForm SORTED_SET = new CollectionForm(
            "sorted-set",
            elements -> Collections.unmodifiableNavigableSet(new TreeSet<>(elements)),
            List.of(SortedSet.class, NavigableSet.class));

    private static final List<CollectionForm> ALL = List.of(
            LIST,
            SET,
            SORTED_SET,
            new CollectionForm("list", ArrayList::new, List.of(ArrayList.class)),
            new CollectionForm("set", HashSet::new, List.of(HashSet.class)),
            new CollectionForm("set", LinkedHashSet::new, List.of(LinkedHashSet.class)),
            new CollectionForm("sorted-set", TreeSet::new, List.of(TreeSet.class)));

    /// The form of a declared type, or null if it is no collection that can be built.
    static @Nullable CollectionForm of(Class<?> declared) {
        for (var form : ALL) {
            if (form.declaredAs.contains(declared)) {
                return form;
            }
        }
        return null;
    }

    /// Builds the collection from its elements; the array is given away.
    Collection<?> build(@Nullable Object[] elements) {
        return builder.apply(Arrays.asList(elements));
    }
}
