;; The stored values of a prepared frame from its planes (shared/decode/prepared-frame.ts), sixteen at a time.
;; A value is the one above it plus its folded difference; sums wrap as the differences did.
;; `out` has one row of zeros before it: the row above the first one.
(module
  (import "decoder" "memory" (memory 1))

  ;; f >> 1 xor -(f & 1), for 16-bit lanes
  (func $difference16 (param $f v128) (result v128)
    (v128.xor
      (i16x8.shr_u (local.get $f) (i32.const 1))
      (i16x8.neg (v128.and (local.get $f) (v128.const i16x8 1 1 1 1 1 1 1 1)))))

  (func $difference8 (param $f v128) (result v128)
    (v128.xor
      (i8x16.shr_u (local.get $f) (i32.const 1))
      (i8x16.neg (v128.and (local.get $f) (v128.const i8x16 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1)))))

  (func $difference (param $f i32) (result i32)
    (i32.xor
      (i32.shr_u (local.get $f) (i32.const 1))
      (i32.sub (i32.const 0) (i32.and (local.get $f) (i32.const 1)))))

  ;; how many values go sixteen at a time: none where a row is shorter, whose sum would still be on its way
  (func $inSixteens (param $count i32) (param $row i32) (result i32)
    (select
      (i32.and (local.get $count) (i32.const -16))
      (i32.const 0)
      (i32.ge_u (local.get $row) (i32.const 16))))

  ;; words: `count` low bytes, then `count` high bytes
  (func (export "unfold16") (param $planes i32) (param $out i32) (param $count i32) (param $row i32)
    (local $i i32) (local $end i32) (local $at i32) (local $above i32)
    (local $low v128) (local $high v128)
    (local.set $above (i32.shl (local.get $row) (i32.const 1)))
    (local.set $end (call $inSixteens (local.get $count) (local.get $row)))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $i) (local.get $end)))
        (local.set $low (v128.load (i32.add (local.get $planes) (local.get $i))))
        (local.set $high (v128.load (i32.add (i32.add (local.get $planes) (local.get $count)) (local.get $i))))
        (local.set $at (i32.add (local.get $out) (i32.shl (local.get $i) (i32.const 1))))
        (v128.store (local.get $at)
          (i16x8.add
            (v128.load (i32.sub (local.get $at) (local.get $above)))
            (call $difference16
              (i8x16.shuffle 0 16 1 17 2 18 3 19 4 20 5 21 6 22 7 23 (local.get $low) (local.get $high)))))
        (v128.store offset=16 (local.get $at)
          (i16x8.add
            (v128.load offset=16 (i32.sub (local.get $at) (local.get $above)))
            (call $difference16
              (i8x16.shuffle 8 24 9 25 10 26 11 27 12 28 13 29 14 30 15 31 (local.get $low) (local.get $high)))))
        (local.set $i (i32.add (local.get $i) (i32.const 16)))
        (br $next)))
    (block $over
      (loop $single
        (br_if $over (i32.ge_u (local.get $i) (local.get $count)))
        (local.set $at (i32.add (local.get $out) (i32.shl (local.get $i) (i32.const 1))))
        (i32.store16 (local.get $at)
          (i32.add
            (i32.load16_u (i32.sub (local.get $at) (local.get $above)))
            (call $difference
              (i32.or
                (i32.load8_u (i32.add (local.get $planes) (local.get $i)))
                (i32.shl
                  (i32.load8_u (i32.add (i32.add (local.get $planes) (local.get $count)) (local.get $i)))
                  (i32.const 8))))))
        (local.set $i (i32.add (local.get $i) (i32.const 1)))
        (br $single))))

  ;; bytes: one plane
  (func (export "unfold8") (param $planes i32) (param $out i32) (param $count i32) (param $row i32)
    (local $i i32) (local $end i32) (local $at i32)
    (local.set $end (call $inSixteens (local.get $count) (local.get $row)))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $i) (local.get $end)))
        (local.set $at (i32.add (local.get $out) (local.get $i)))
        (v128.store (local.get $at)
          (i8x16.add
            (v128.load (i32.sub (local.get $at) (local.get $row)))
            (call $difference8 (v128.load (i32.add (local.get $planes) (local.get $i))))))
        (local.set $i (i32.add (local.get $i) (i32.const 16)))
        (br $next)))
    (block $over
      (loop $single
        (br_if $over (i32.ge_u (local.get $i) (local.get $count)))
        (local.set $at (i32.add (local.get $out) (local.get $i)))
        (i32.store8 (local.get $at)
          (i32.add
            (i32.load8_u (i32.sub (local.get $at) (local.get $row)))
            (call $difference (i32.load8_u (i32.add (local.get $planes) (local.get $i))))))
        (local.set $i (i32.add (local.get $i) (i32.const 1)))
        (br $single)))))
