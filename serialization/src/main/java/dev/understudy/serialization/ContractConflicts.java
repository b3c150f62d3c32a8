package dev.understudy.serialization;

import dev.understudy.serialization.ContractType.Form;
import java.util.ArrayList;
import java.util.List;

/// Finds what two contracts mean differently by one name, so that neither side reads what the other writes. What only
/// one of them knows is none: it is refused to whoever sends it, and nothing is mistaken.
final class ContractConflicts {

    private ContractConflicts() {}

    static List<String> between(WireContract ours, WireContract theirs) {
        var conflicts = new ArrayList<String>();
        for (var type : ours.types()) {
            theirs.types().stream()
                    .filter(other -> other.manifest().equals(type.manifest()) && !other.removed() && !type.removed())
                    .forEach(other -> compare(type, other, conflicts));
        }
        return conflicts;
    }

    private static void compare(ContractType ours, ContractType theirs, List<String> conflicts) {
        if (ours.form() != theirs.form()) {
            conflicts.add("%s is %s here, %s there"
                    .formatted(
                            ours.manifest(), ours.form().word(), theirs.form().word()));
        } else if (ours.form() == Form.RECORD) {
            for (var component : ours.entries().values()) {
                var other = theirs.live(component.name());
                if (!component.removed() && other != null && !isReadEitherWay(component.type(), other.type())) {
                    conflicts.add("%s: component %s is %s here, %s there"
                            .formatted(ours.manifest(), component.name(), component.type(), other.type()));
                }
            }
        }
    }

    private static boolean isReadEitherWay(String one, String other) {
        return WireTypes.canRead(one, other) || WireTypes.canRead(other, one);
    }
}
