/// Who is here and how bytes travel: views, members, transport. The only room that imports JGroups.
@NullMarked
package dev.understudy.cluster;

import org.jspecify.annotations.NullMarked;
