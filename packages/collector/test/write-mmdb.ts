import ipaddr from 'ipaddr.js';

/** What a row may hold: as much of the format as places and networks need. */
type Value = string | number | Value[] | { [key: string]: Value };

/** A node of the tree: where the next bit of an address leads. */
type Node = [Child, Child];
type Child = Node | { row: number } | undefined;

const addressBits = 128;

/**
 * The bytes of an mmdb file in which these networks (CIDRs, none within another) have these rows.
 * Format: https://maxmind.github.io/MaxMind-DB/
 */
export function writeMmdb(networks: Record<string, Value>): Buffer {
  const root: Node = [undefined, undefined];
  const rows: Buffer[] = [];
  let dataBytes = 0;
  for (const [cidr, value] of Object.entries(networks)) {
    const row = encode(value);
    insert(root, toBits(cidr), { row: dataBytes });
    rows.push(row);
    dataBytes += row.length;
  }
  const nodes: Node[] = [root];
  for (const node of nodes) for (const child of node) if (Array.isArray(child)) nodes.push(child);
  const at = new Map(nodes.map((node, index) => [node, index]));
  const tree = Buffer.alloc(nodes.length * 6);
  for (const [index, node] of nodes.entries()) {
    for (const [side, child] of node.entries()) {
      const pointer = Array.isArray(child)
        ? (at.get(child) ?? 0)
        : nodes.length + (child ? 16 + child.row : 0);
      tree.writeUIntBE(pointer, index * 6 + side * 3, 3);
    }
  }
  const metadata = encode({
    node_count: nodes.length,
    record_size: 24,
    ip_version: 6,
    database_type: 'Test',
    languages: ['en'],
    binary_format_major_version: 2,
    binary_format_minor_version: 0,
    build_epoch: 1_795_300_000,
    description: { en: 'Made by a test' },
  });
  const mark = Buffer.from('\xab\xcd\xefMaxMind.com', 'latin1');
  return Buffer.concat([tree, Buffer.alloc(16), ...rows, mark, metadata]);
}

/** IPv4 lies in the first of all IPv6 networks, ::/96. */
function toBits(cidr: string): (0 | 1)[] {
  const [address, length] = ipaddr.parseCIDR(cidr);
  const bytes = address.toByteArray();
  const padding = addressBits - bytes.length * 8;
  return Array.from({ length: padding + length }, (_, bit) => {
    const byte = bytes[(bit - padding) >> 3] ?? 0;
    return bit < padding || (byte & (0x80 >> ((bit - padding) & 7))) === 0 ? 0 : 1;
  });
}

function insert(root: Node, bits: (0 | 1)[], row: Child): void {
  let node = root;
  for (const [depth, bit] of bits.entries()) {
    if (depth === bits.length - 1) node[bit] = row;
    else {
      const next = node[bit];
      if (Array.isArray(next)) node = next;
      else node[bit] = node = [undefined, undefined];
    }
  }
}

const types = { text: 2, number: 6, map: 7, array: 11 };

function encode(value: Value): Buffer {
  if (typeof value === 'string') {
    const text = Buffer.from(value);
    return Buffer.concat([control(types.text, text.length), text]);
  }
  if (typeof value === 'number') {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value);
    return Buffer.concat([control(types.number, 4), bytes]);
  }
  if (Array.isArray(value)) return Buffer.concat([control(types.array, value.length), ...value.map(encode)]);
  const entries = Object.entries(value);
  return Buffer.concat([
    control(types.map, entries.length),
    ...entries.flatMap(([key, held]) => [encode(key), encode(held)]),
  ]);
}

/** Types beyond 7 have a byte of their own; so have sizes of 29 and more. */
function control(type: number, size: number): Buffer {
  if (size > 284) throw new Error(`${size} is more than this writer can write`);
  const isLong = size >= 29;
  const low = isLong ? 29 : size;
  return Buffer.from([...(type > 7 ? [low, type - 7] : [(type << 5) | low]), ...(isLong ? [size - 29] : [])]);
}
