/** A point of the curve in extended coordinates (RFC 8032, 5.1.4): x = X/Z, y = Y/Z, x·y = T/Z. */
interface Point {
  readonly x: bigint;
  readonly y: bigint;
  readonly z: bigint;
  readonly t: bigint;
}

const P = 2n ** 255n - 19n;
const D = mod(-121665n * inverse(121666n));
const NEUTRAL: Point = { x: 0n, y: 1n, z: 1n, t: 0n };
const BASE: Point = base();

/**
 * Computes the Ed25519 public key of an expanded secret key, of which the first 32 bytes are the scalar (RFC 8032, 5.1.5). For files that
 * hold no seed any more, which `node:crypto` cannot read. Its time depends on the key: nobody may measure it.
 */
export function publicKeyOf(expanded: Uint8Array): Uint8Array {
  let scalar = littleEndian(expanded.subarray(0, 32));
  let sum = NEUTRAL;
  for (let power = BASE; scalar > 0n; scalar >>= 1n) {
    if ((scalar & 1n) === 1n) sum = add(sum, power);
    power = add(power, power);
  }
  return encoded(sum);
}

/** Addition that holds for any two points (RFC 8032, 5.1.4), doubling among them. */
function add(p: Point, q: Point): Point {
  const a = mod((p.y - p.x) * (q.y - q.x));
  const b = mod((p.y + p.x) * (q.y + q.x));
  const c = mod(2n * p.t * q.t * D);
  const d = mod(2n * p.z * q.z);
  const [e, f, g, h] = [b - a, d - c, d + c, b + a];
  return { x: mod(e * f), y: mod(g * h), z: mod(f * g), t: mod(e * h) };
}

/** The coordinate y, and the lowest bit of x (RFC 8032, 5.1.2). */
function encoded({ x, y, z }: Point): Uint8Array {
  const unit = inverse(z);
  const value = mod(y * unit) | ((mod(x * unit) & 1n) << 255n);
  return Buffer.from(value.toString(16).padStart(64, "0"), "hex").reverse();
}

function base(): Point {
  const x = 15112221349535400772501151409588531511454012693041857206046113283949847762202n;
  const y = mod(4n * inverse(5n));
  return { x, y, z: 1n, t: mod(x * y) };
}

function littleEndian(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).reverse().toString("hex")}`);
}

function inverse(value: bigint): bigint {
  let result = 1n;
  let power = mod(value);
  for (let exponent = P - 2n; exponent > 0n; exponent >>= 1n) {
    if ((exponent & 1n) === 1n) result = mod(result * power);
    power = mod(power * power);
  }
  return result;
}

function mod(value: bigint): bigint {
  const rest = value % P;
  return rest < 0n ? rest + P : rest;
}
