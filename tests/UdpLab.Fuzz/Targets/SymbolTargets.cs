extern alias agent;

using System.Buffers.Binary;
using System.Text;
using agent::UdpLab.Agent.Kernel;
using agent::UdpLab.Agent.Perf;

namespace UdpLab.Fuzz.Targets;

/// <summary>What the agent reads when it samples by itself: symbol tables, memory maps, records of the kernel's ring.</summary>
internal static class SymbolTargets
{
    public static IEnumerable<FuzzTarget> All()
    {
        yield return new FuzzTarget("ELF symbols", [Program()], file =>
        {
            ElfSymbols symbols = ElfSymbols.Read(new MemoryStream(file));
            for (ulong offset = 0; offset < 0x200; offset += 7)
            {
                _ = symbols.Find(offset);
            }
        });
        yield return new FuzzTarget("/proc/kallsyms", Seeds.Of("ffffffff81000000 T _stext\nffffffff81000040 t early\nffffffffc0401000 t veth_xmit\t[veth]\nffffffff81000050 W weak\n0000000000000000 A percpu\n"), text =>
        {
            KernelSymbolTable table = KernelSymbolTable.Parse(text);
            _ = table.Find(0xffffffff81000041);
            _ = table.Find(0xffffffffc0401000);
            _ = table.Find(ulong.MaxValue);
        });
        yield return new FuzzTarget("/proc/PID/maps", Seeds.Of("7f6d9d800000-7f6d9d956000 r-xp 00026000 fe:00 1837                       /usr/lib/libc.so.6", "7ffd1000-7ffd3000 r-xp 00000000 00:00 0                          [vdso]"), text => _ = MemoryMap.TryParse(Encoding.UTF8.GetString(text), out _));
        yield return new FuzzTarget("perf records", [.. new[] { 1, 2, 3, 7, 9 }.Select(Record)], record =>
        {
            using SampleStore store = new(1 << 16);
            store.Take(record);
            _ = store.Processes.Name(1, 1);
        });
    }

    /// <summary>A record of a kind, with plausible fields.</summary>
    private static byte[] Record(int kind)
    {
        byte[] record = new byte[120];
        new Random(kind).NextBytes(record);
        BinaryPrimitives.WriteInt32LittleEndian(record, kind);
        BinaryPrimitives.WriteUInt16LittleEndian(record.AsSpan(6), (ushort)record.Length);
        BinaryPrimitives.WriteInt64LittleEndian(record.AsSpan(48), 8);
        return record;
    }

    /// <summary>An ELF file of 64 bits with two functions in its one segment.</summary>
    private static byte[] Program()
    {
        const int text = 64 + 56, names = text + 64, symbols = names + 24, sections = symbols + 72;
        byte[] file = new byte[sections + (4 * 64)];
        Encoding.ASCII.GetBytes("\u007fELF\u0002\u0001\u0001").CopyTo(file, 0);
        Put(file, 32, 64UL);
        Put(file, 40, (ulong)sections);
        foreach ((int at, ushort value) in new (int, ushort)[] { (16, 2), (18, 62), (52, 64), (54, 56), (56, 1), (58, 64), (60, 4), (62, 3) })
        {
            BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(at), value);
        }

        Segment(file.AsSpan(64), text, 64);
        Encoding.ASCII.GetBytes("\0main\0twice\0").CopyTo(file, names);
        Symbol(file.AsSpan(symbols + 24), 1, 0x401000, 16);
        Symbol(file.AsSpan(symbols + 48), 6, 0x401010, 32);
        Section(file.AsSpan(sections + 64), 1, 6, text, 64, 0);
        Section(file.AsSpan(sections + 128), 2, 0, symbols, 72, 3);
        Section(file.AsSpan(sections + 192), 3, 0, names, 24, 0);
        return file;
    }

    private static void Segment(Span<byte> header, int offset, int length)
    {
        BinaryPrimitives.WriteInt32LittleEndian(header, 1);
        BinaryPrimitives.WriteInt32LittleEndian(header[4..], 5);
        Put(header, 8, (ulong)offset);
        Put(header, 16, 0x401000);
        Put(header, 32, (ulong)length);
    }

    private static void Section(Span<byte> header, int type, int flags, int offset, int length, int link)
    {
        BinaryPrimitives.WriteInt32LittleEndian(header[4..], type);
        Put(header, 8, (ulong)flags);
        Put(header, 24, (ulong)offset);
        Put(header, 32, (ulong)length);
        BinaryPrimitives.WriteInt32LittleEndian(header[40..], link);
    }

    private static void Symbol(Span<byte> entry, int name, ulong address, ulong length)
    {
        BinaryPrimitives.WriteInt32LittleEndian(entry, name);
        entry[4] = 0x12;
        BinaryPrimitives.WriteUInt16LittleEndian(entry[6..], 1);
        Put(entry, 8, address);
        Put(entry, 16, length);
    }

    private static void Put(Span<byte> bytes, int at, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(bytes[at..], value);
}
