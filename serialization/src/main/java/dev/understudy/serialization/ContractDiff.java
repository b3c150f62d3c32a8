package dev.understudy.serialization;

import dev.understudy.serialization.ContractChange.Severity;
import dev.understudy.serialization.ContractType.Entry;
import dev.understudy.serialization.ContractType.Form;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Finds what changed between two contracts, and what that means for bytes and nodes that exist.
final class ContractDiff {

    private final WireContract older;
    private final WireContract newer;
    private final List<ContractChange> changes = new ArrayList<>();

    ContractDiff(WireContract older, WireContract newer) {
        this.older = older;
        this.newer = newer;
    }

    /// All changes, breaking ones first, else by type.
    List<ContractChange> changes() {
        for (var before : older.types()) {
            var now = newer.successorOf(before);
            if (now == null) {
                gone(before);
            } else {
                compare(before, now);
            }
        }
        for (var now : newer.types()) {
            boolean isNew = older.types().stream().noneMatch(before -> now.equals(newer.successorOf(before)));
            if (isNew && !now.removed()) {
                added(now);
            }
        }
        changes.sort(Comparator.comparing(ContractChange::severity).thenComparing(ContractChange::type));
        return List.copyOf(changes);
    }

    private void added(ContractType now) {
        var before = older.newestVersionOf(now.manifest().name());
        if (before == null) {
            compatible(now, "added");
        } else if (before.manifest().version() < now.manifest().version()) {
            versionRaised(before, now);
        } else {
            compatible(now, "version " + now.manifest().version() + " is now read by a class of its own");
        }
    }

    private void versionRaised(ContractType before, ContractType now) {
        breaking(
                now,
                "version raised from " + before.manifest().version() + " to "
                        + now.manifest().version() + ": older nodes refuse it from now on");
    }

    private void gone(ContractType before) {
        if (before.removed()) {
            return;
        }
        if (before.form() == Form.SEALED) {
            compatible(before, "the protocol is gone; its members are looked at one by one");
        } else {
            breaking(
                    before,
                    "removed: bytes that hold it cannot be read any more. If it has another name now, say so"
                            + " with formerly(\"" + before.manifest().name() + "\")");
        }
    }

    private void compare(ContractType before, ContractType now) {
        if (before.form() != now.form()) {
            breaking(now, "was " + before.form().word() + ", is " + now.form().word());
            return;
        }
        if (!before.removed()) {
            compareManifests(before, now);
        } else if (!now.removed()) {
            compatible(now, "is back");
        }
        compareFormerNames(before, now);
        switch (now.form()) {
            case RECORD -> compareComponents(before, now);
            case ENUM -> compareConstants(before, now);
            case SEALED -> compareMembers(before, now);
            case CUSTOM -> {
                // What its bytes hold is the serializer's own affair; its version was looked at above.
            }
        }
    }

    private void compareManifests(ContractType before, ContractType now) {
        if (!before.manifest().name().equals(now.manifest().name())) {
            breaking(now, "was called " + before.manifest().name() + ": still read here, refused by older nodes");
        } else if (before.manifest().version() != now.manifest().version()) {
            versionRaised(before, now);
        }
    }

    private void compareFormerNames(ContractType before, ContractType now) {
        for (var name : before.formerly()) {
            if (!now.formerly().contains(name)) {
                breaking(now, "bytes called " + name + " are not read any more");
            }
        }
        for (var name : now.formerly()) {
            if (!before.formerly().contains(name)
                    && !name.equals(before.manifest().name())) {
                compatible(now, "bytes called " + name + " are read as well");
            }
        }
    }

    private void compareComponents(ContractType before, ContractType now) {
        for (var entry : before.entries().values()) {
            var same = now.live(entry.name());
            if (same == null && !entry.removed()) {
                componentGone(now, entry);
            } else if (same != null) {
                compareComponent(now, entry, same);
            }
        }
        for (var entry : now.entries().values()) {
            if (!entry.removed() && !before.entries().containsKey(entry.name())) {
                compatible(
                        now, "component " + entry.text() + " added: older nodes skip it, old bytes give its default");
            }
        }
    }

    private void componentGone(ContractType now, Entry entry) {
        var heir = now.entries().values().stream()
                .filter(other -> other.alsoReads().contains(entry.name()))
                .findFirst();
        if (heir.isPresent()) {
            compatible(
                    now,
                    "component " + entry.name() + " is now written as "
                            + heir.get().name() + ": old bytes are read, older nodes get their default");
        } else {
            compatible(
                    now,
                    "component " + entry.text() + " removed: old bytes are skipped, older nodes get their default."
                            + " If it has another name in Java now, say so with renamed(\"" + entry.name() + "\", …)");
        }
    }

    private void compareComponent(ContractType now, Entry before, Entry same) {
        if (before.removed()) {
            if (WireTypes.canRead(before.type(), same.type())) {
                compatible(now, "component " + same.text() + " is back");
            } else {
                breaking(
                        now,
                        "component " + same.name() + " was removed as " + before.type() + " and is back as "
                                + same.type() + ": old bytes cannot be read; call it something else");
            }
        } else if (!before.type().equals(same.type())) {
            var change = "component " + same.name() + " was " + before.type() + ", is " + same.type();
            if (WireTypes.canRead(before.type(), same.type())) {
                compatible(now, change + ": old bytes are read, older nodes refuse what does not fit");
            } else {
                breaking(now, change + ": old bytes cannot be read");
            }
        }
        for (var other : before.alsoReads()) {
            if (!same.alsoReads().contains(other)) {
                breaking(now, "component " + same.name() + " is not read from " + other + " any more");
            }
        }
        for (var other : same.alsoReads()) {
            if (!before.alsoReads().contains(other)) {
                compatible(now, "component " + same.name() + " is read from " + other + " as well");
            }
        }
    }

    private void compareConstants(ContractType before, ContractType now) {
        for (var constant : before.entries().values()) {
            if (now.live(constant.name()) == null) {
                breaking(
                        now,
                        "constant " + constant.name() + " removed: bytes that hold it cannot be read. If it has"
                                + " another name now, say so with renamed(\"" + constant.name() + "\", …)");
            }
        }
        for (var constant : now.entries().values()) {
            if (before.live(constant.name()) == null) {
                compatible(
                        now,
                        "constant " + constant.name() + " added: older nodes refuse it unless they have unknownAs(…)");
            }
        }
    }

    private void compareMembers(ContractType before, ContractType now) {
        for (var member : before.entries().values()) {
            if (now.live(member.name()) == null) {
                compatible(now, "member " + member.name() + " left");
            }
        }
        for (var member : now.entries().values()) {
            if (before.live(member.name()) == null) {
                compatible(now, "member " + member.name() + " added: older nodes refuse it");
            }
        }
    }

    private void breaking(ContractType type, String what) {
        changes.add(new ContractChange(Severity.BREAKING, type.manifest().name(), what));
    }

    private void compatible(ContractType type, String what) {
        changes.add(new ContractChange(Severity.COMPATIBLE, type.manifest().name(), what));
    }
}
