/**
 * A UICC behind a reader as an {@link org.gatehouse.ims.core.aka.Isim}: commands of ETSI TS 102
 * 221, files and AUTHENTICATE of ISIM (TS 31.103) and USIM (TS 31.102). What talks to the reader is
 * below, in {@code io}.
 */
@NullMarked
package org.gatehouse.ims.ue.card;

import org.jspecify.annotations.NullMarked;
