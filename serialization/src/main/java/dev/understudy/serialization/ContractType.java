package dev.understudy.serialization;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// One type of a [WireContract]. Its text is the form in which the file holds it, so that a diff of two files
/// shows what changed on the wire and nothing else.
///
/// @param form what kind of type
/// @param manifest its wire name and version
/// @param formerly older names that are still read, sorted
/// @param entries components, constants or members by name; sorted, since order means nothing on the wire
/// @param removed whether it is kept only so that its name is never used for something else
record ContractType(
        Form form, Manifest manifest, List<String> formerly, SortedMap<String, Entry> entries, boolean removed) {

    static final String REMOVED = "(removed)";
    static final String FORMERLY = "formerly:";
    static final String ALSO = "also:";

    /// What kind of type.
    enum Form {
        RECORD,
        ENUM,
        SEALED,
        CUSTOM;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// A component, constant or member.
    ///
    /// @param type the declared type of a component, else empty
    /// @param alsoReads further wire names that are read as this component, sorted
    /// @param removed whether it is kept only so that its name is never used for another type
    record Entry(String name, String type, List<String> alsoReads, boolean removed) {

        Entry {
            alsoReads = alsoReads.stream().sorted().toList();
        }

        Entry asRemoved() {
            return new Entry(name, type, alsoReads, true);
        }

        String text() {
            var line = new StringBuilder(name);
            if (!type.isEmpty()) {
                line.append(' ')
                        .append(WireIds.componentText(WireIds.ofComponent(name)))
                        .append(' ')
                        .append(type);
            }
            if (!alsoReads.isEmpty()) {
                line.append(' ').append(ALSO).append(' ').append(String.join(" ", alsoReads));
            }
            return removed ? line.append(' ').append(REMOVED).toString() : line.toString();
        }
    }

    ContractType {
        formerly = formerly.stream().sorted().toList();
        entries = Collections.unmodifiableSortedMap(new TreeMap<>(entries));
    }

    static ContractType of(Form form, Manifest manifest, List<String> formerly, List<Entry> entries) {
        var byName = new TreeMap<String, Entry>();
        entries.forEach(entry -> byName.put(entry.name(), entry));
        return new ContractType(form, manifest, formerly, byName, false);
    }

    ContractType asRemoved() {
        return new ContractType(form, manifest, formerly, entries, true);
    }

    /// The same without entries that are kept only for their names.
    ContractType withoutRemoved() {
        var live = entries.values().stream().filter(entry -> !entry.removed()).toList();
        return of(form, manifest, formerly, live);
    }

    /// The same with what an older form of it had besides, marked as removed.
    ContractType keeping(ContractType older) {
        var all = new TreeMap<String, Entry>(entries);
        if (older.form == form && form == Form.RECORD) {
            older.entries.values().forEach(entry -> all.putIfAbsent(entry.name(), entry.asRemoved()));
        }
        return new ContractType(form, manifest, formerly, all, removed);
    }

    /// An entry that is in use, or null.
    @Nullable
    Entry live(String name) {
        var entry = entries.get(name);
        return entry == null || entry.removed() ? null : entry;
    }

    /// The first line: `record bank.account.withdraw v1 id 0a1b2c3`.
    String head() {
        var line = new StringBuilder(form.word()).append(' ').append(manifest.name());
        if (form != Form.SEALED) {
            line.append(" v").append(manifest.version()).append(" id ").append(WireIds.text(manifest.id()));
        }
        if (!formerly.isEmpty()) {
            line.append(' ').append(FORMERLY).append(' ').append(String.join(" ", formerly));
        }
        return removed ? line.append(' ').append(REMOVED).toString() : line.toString();
    }

    /// The whole paragraph, each line ended.
    String text() {
        var text = new StringBuilder(head()).append('\n');
        entries.values()
                .forEach(entry -> text.append("    ").append(entry.text()).append('\n'));
        return text.toString();
    }
}
