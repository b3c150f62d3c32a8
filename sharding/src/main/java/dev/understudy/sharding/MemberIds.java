package dev.understudy.sharding;

import dev.understudy.cluster.Member;
import dev.understudy.sharding.ownership.MemberId;
import java.util.HexFormat;

/// How the ownership protocol names the members of the view: by name and incarnation, as they have no disk.
final class MemberIds {
    private static final char SEPARATOR = '/';

    private MemberIds() {}

    static MemberId of(Member member) {
        var incarnation = member.incarnation();
        var hex = HexFormat.of();
        return new MemberId(
                member.name() + SEPARATOR + hex.toHexDigits(incarnation.high()) + hex.toHexDigits(incarnation.low()));
    }

    /// The name of the member, whichever start of it this was.
    static String nameOf(MemberId id) {
        return id.value().substring(0, id.value().lastIndexOf(SEPARATOR));
    }
}
