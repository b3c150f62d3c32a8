package dev.understudy.serialization;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What a registry sends and reads: every type with its wire name, version, id, components and their types.
/// Immutable.
///
/// Two nodes with equal [#fingerprint()]s understand each other in everything. Where they differ, [#changesSince]
/// says in what. The text form is made for a file under version control; [WireContractFile] compares it at every
/// build.
public final class WireContract {

    private final SortedMap<String, ContractType> types;

    WireContract(Collection<ContractType> types) {
        var byName = new TreeMap<String, ContractType>();
        types.forEach(type -> byName.put(type.manifest().toString(), type));
        this.types = Collections.unmodifiableSortedMap(byName);
    }

    /// The contract of what a compiler has found. Built-in types are not in it: they are the same everywhere.
    static WireContract of(TypeCompiler compiler) {
        return new WireContract(new ContractWriter(compiler).write());
    }

    /// Reads what [#text()] wrote. Lines that begin with `#` are comments.
    ///
    /// @throws IllegalArgumentException naming the first line that is not understood
    public static WireContract parse(String text) {
        return ContractParser.parse(text);
    }

    /// The contract as it stands in a file: types by name, one line for each component, constant and member.
    public String text() {
        var paragraphs = new ArrayList<String>();
        types.values().forEach(type -> paragraphs.add(type.text()));
        return String.join("\n", paragraphs);
    }

    /// A hash of all that is in use: 16 hexadecimal digits. Equal on two nodes exactly if their contracts are.
    public String fingerprint() {
        var live = new StringBuilder("format ").append(MessageCodec.FORMAT).append('\n');
        for (var type : types.values()) {
            if (!type.removed()) {
                live.append(type.withoutRemoved().text());
            }
        }
        return WireIds.fingerprint(live.toString());
    }

    /// What changed between an older contract and this one, breaking changes first.
    public List<ContractChange> changesSince(WireContract older) {
        return new ContractDiff(older, this).changes();
    }

    /// What this contract and that of another node mean differently by one name, so that neither reads what the other
    /// writes; one line each. Empty where they can live together.
    public List<String> conflictsWith(WireContract other) {
        return ContractConflicts.between(this, other);
    }

    /// This contract, with everything that the older one had and this has not, marked as removed.
    WireContract keeping(WireContract older) {
        var kept = new ArrayList<ContractType>();
        for (var type : types.values()) {
            var before = older.predecessorOf(type);
            kept.add(before == null ? type : type.keeping(before));
        }
        for (var before : older.types.values()) {
            if (successorOf(before) == null) {
                kept.add(before.asRemoved());
            }
        }
        return new WireContract(kept);
    }

    Collection<ContractType> types() {
        return types.values();
    }

    /// The newest version of a type, or null.
    @Nullable
    ContractType newestVersionOf(String name) {
        ContractType newest = null;
        for (var type : types.values()) {
            boolean newer = newest == null
                    || newest.manifest().version() < type.manifest().version();
            if (newer && !type.removed() && type.manifest().name().equals(name)) {
                newest = type;
            }
        }
        return newest;
    }

    /// The type that reads what was written as `older`: the same manifest, else the newest version of the same
    /// name, else the one that was formerly called so; or null.
    @Nullable
    ContractType successorOf(ContractType older) {
        var same = types.get(older.manifest().toString());
        if (same != null) {
            return same;
        }
        var newest = newestVersionOf(older.manifest().name());
        if (newest != null && newest.manifest().version() > older.manifest().version()) {
            return newest;
        }
        return types.values().stream()
                .filter(type -> type.formerly().contains(older.manifest().name()))
                .findFirst()
                .orElse(null);
    }

    private @Nullable ContractType predecessorOf(ContractType newer) {
        ContractType best = null;
        for (var type : types.values()) {
            if (type.manifest().equals(newer.manifest())) {
                return type;
            }
            boolean related = type.manifest().name().equals(newer.manifest().name())
                    ? type.manifest().version() < newer.manifest().version()
                    : newer.formerly().contains(type.manifest().name());
            if (related) {
                best = type;
            }
        }
        return best;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof WireContract contract && types.equals(contract.types);
    }

    @Override
    public int hashCode() {
        return types.hashCode();
    }

    @Override
    public String toString() {
        return "wire contract " + fingerprint() + " of " + types.size() + " types";
    }
}
