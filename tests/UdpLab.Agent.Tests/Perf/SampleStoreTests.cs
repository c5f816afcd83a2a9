using System.Buffers.Binary;
using CsCheck;
using UdpLab.Agent.Kernel;
using UdpLab.Agent.Perf;

namespace UdpLab.Agent.Tests;

/// <summary>Records of the kernel's ring, and what becomes of them. Whatever the bytes are, nothing breaks.</summary>
public sealed class SampleStoreTests
{
    private const ulong KernelMark = unchecked((ulong)-128), UserMark = unchecked((ulong)-512);

    [Fact]
    public void ASampleKeepsWhatItTells()
    {
        using SampleStore store = new(1 << 20);
        store.Take(Sample(0xffffffff81000001, 7, 8, 123, 3, 1000, KernelMark, 0xffffffff81000001, 0xffffffff81000200, UserMark, 0x401000, 0x402000));
        store.Take(Sample(0x401001, 7, 9, 124, 3, 1000));
        Assert.Equal(2, store.Count);
        Sample one = store[0], two = store[1];
        Assert.Equal((0xffffffff81000001UL, 7, 8, 123L, 3, 1000UL), (one.Address, one.Process, one.Thread, one.Time, one.Cpu, one.Period));
        Assert.Equal([0xffffffff81000200, 0x401000, 0x402000], store.Callers[one.Callers].ToArray());
        Assert.Equal((0x401001UL, 9, 0), (two.Address, two.Thread, store.Callers[two.Callers].Length));
    }

    [Fact]
    public void LossesCountInTheirWindow()
    {
        using SampleStore store = new(1 << 20);
        store.Take(Loss(5, 100));
        store.Take(Loss(7, 200));
        Assert.Equal((12, 7, 5), (store.Lost, store.LostIn(new PerfWindow(150, 300)), store.LostIn(new PerfWindow(0, 100))));
    }

    [Fact]
    public void AFullStoreTakesNoMore()
    {
        using SampleStore store = new(1);
        Assert.False(store.IsFull);
        for (int i = 0; i < 20_000; i++)
        {
            store.Take(Sample(0x401001, 7, 9, i, 3, 1000));
        }

        Assert.True(store.IsFull);
        Assert.Equal(1 << 14, store.Count);
    }

    [Fact]
    public void ThreadsHaveTheNameOfTheirTime()
    {
        ProcessTable table = new();
        table.Name(5, 5, 100, "late");
        table.Name(5, 5, 50, "early");
        table.Fork(5, 6, 5, 5, 120);
        Assert.Equal(["early", "early", "late", "late", "swapper", "[unknown]"], [table.Name(5, 50), table.Name(5, 99), table.Name(5, 100), table.Name(6, 130), table.Name(0, 1), table.Name(77, 1)]);
    }

    [Fact]
    public void AChildHasTheCodeOfItsParentUntilItMapsItsOwn()
    {
        ProcessTable table = new();
        table.Map(5, new MemoryMap(0x1000, 0x2000, 0, "/bin/parent"));
        table.Fork(6, 6, 5, 5, 120);
        Assert.Equal("/bin/parent", table.Map(6, 0x1500)?.Path);
        table.Map(6, new MemoryMap(0x1000, 0x1800, 0, "/bin/child"));
        Assert.Equal(("/bin/child", "/bin/parent"), (table.Map(6, 0x1500)?.Path, table.Map(6, 0x1900)?.Path));
        Assert.Null(table.Map(6, 0x5000));
    }

    [Fact]
    public void EqualCallersAreKeptOnce()
    {
        CallerTable table = new();
        Gen.ULong[0, 3].Array[0, 6].Array[200].Sample(lists =>
        {
            foreach (ulong[] list in lists)
            {
                int index = table.Add(list);
                Assert.Equal(list, table[index].ToArray());
                Assert.Equal(index, table.Add(list));
            }

            // 1 + 4 + 16 + ... + 4096
            Assert.InRange(table.Count, 1, 5461);
        }, iter: 100, threads: 1);
    }

    [Fact]
    public void AnyBytesAreTaken()
    {
        using SampleStore store = new(1 << 20);
        Gen.Select(Gen.Int[0, 20], Gen.Byte.Array[0, 200]).Sample((kind, bytes) =>
        {
            if (bytes.Length >= 8)
            {
                BinaryPrimitives.WriteInt32LittleEndian(bytes, kind);
                BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(6), (ushort)bytes.Length);
            }

            store.Take(bytes);
        }, threads: 1);
    }

    private static byte[] Sample(ulong address, int process, int thread, long time, int cpu, ulong period, params ulong[] chain)
    {
        byte[] record = new byte[8 + 40 + 8 + (8 * chain.Length)];
        Header(record, 9);
        BinaryPrimitives.WriteUInt64LittleEndian(record.AsSpan(8), address);
        BinaryPrimitives.WriteInt32LittleEndian(record.AsSpan(16), process);
        BinaryPrimitives.WriteInt32LittleEndian(record.AsSpan(20), thread);
        BinaryPrimitives.WriteInt64LittleEndian(record.AsSpan(24), time);
        BinaryPrimitives.WriteInt32LittleEndian(record.AsSpan(32), cpu);
        BinaryPrimitives.WriteUInt64LittleEndian(record.AsSpan(40), period);
        BinaryPrimitives.WriteInt64LittleEndian(record.AsSpan(48), chain.Length);
        for (int i = 0; i < chain.Length; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(record.AsSpan(56 + (8 * i)), chain[i]);
        }

        return record;
    }

    private static byte[] Loss(long lost, long time)
    {
        byte[] record = new byte[8 + 16 + 24];
        Header(record, 2);
        BinaryPrimitives.WriteInt64LittleEndian(record.AsSpan(16), lost);
        BinaryPrimitives.WriteInt64LittleEndian(record.AsSpan(32), time);
        return record;
    }

    private static void Header(byte[] record, int kind)
    {
        BinaryPrimitives.WriteInt32LittleEndian(record, kind);
        BinaryPrimitives.WriteUInt16LittleEndian(record.AsSpan(6), (ushort)record.Length);
    }
}
