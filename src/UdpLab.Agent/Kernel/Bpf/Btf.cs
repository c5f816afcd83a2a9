using System.Buffers.Binary;
using System.Text;

namespace UdpLab.Agent.Kernel;

/// <summary>
/// The types of the running kernel (BTF, Documentation/bpf/btf.rst): where members of its structures are, and what its
/// enumerations' numbers are called. Both differ from kernel to kernel.
/// </summary>
internal sealed class Btf
{
    public const string KernelPath = "/sys/kernel/btf/vmlinux";

    private const uint Magic = 0xeb9f;
    private const int Pointer = 2, Array = 3, Structure = 4, Union = 5, Enumeration = 6, Typedef = 8, Volatile = 9, Constant = 10, Restrict = 11, Prototype = 13, TypeTag = 18, Enumeration64 = 19;
    private const int HeadLength = 12, MemberLength = 12, EnumeratorLength = 8, Enumerator64Length = 12, ParameterLength = 8;

    private readonly byte[] _data;
    private readonly int _types;
    private readonly int _strings;

    // Where each type begins, by its id; 0 is void.
    private readonly List<int> _at = [0];

    /// <param name="data">The text of <see cref="KernelPath"/>.</param>
    /// <exception cref="InvalidDataException">It is not BTF of this machine's byte order.</exception>
    public Btf(byte[] data)
    {
        _data = data;
        if (data.Length < 24 || (ushort)Number(0) != Magic)
        {
            throw new InvalidDataException("This is not BTF.");
        }

        int header = (int)Number(4);
        _types = header + (int)Number(8);
        int end = _types + (int)Number(12);
        _strings = header + (int)Number(16);
        if (end > data.Length || _strings + (long)Number(20) > data.Length)
        {
            throw new InvalidDataException("The BTF is cut off.");
        }

        for (int at = _types; at < end; at += HeadLength + LengthAfter(at))
        {
            _at.Add(at);
        }
    }

    /// <summary>Types of the running kernel; null without CONFIG_DEBUG_INFO_BTF.</summary>
    public static Btf? OfKernel() => File.Exists(KernelPath) ? new Btf(File.ReadAllBytes(KernelPath)) : null;

    /// <summary>Where a member is in a structure, in bytes; null if there is no such structure or member.</summary>
    /// <param name="structure">The structure's name.</param>
    /// <param name="path">Names of members, the next within the one before, across anonymous structures and unions. No pointer is followed.</param>
    public int? Offset(string structure, params ReadOnlySpan<string> path)
    {
        int? type = Find(Structure, structure);
        int offset = 0;
        foreach (string name in path)
        {
            if (type is not int inside || Member(inside, name) is not (int bits, int member))
            {
                return null;
            }

            offset += bits / 8;
            type = Resolve(member);
        }

        return type is null ? null : offset;
    }

    /// <summary>Names of an enumeration's numbers; empty if there is none of this name.</summary>
    public Dictionary<long, string> Names(string enumeration)
    {
        Dictionary<long, string> names = [];
        if (Find(Enumeration, enumeration) is int small)
        {
            for (int i = 0, at = small + HeadLength; i < Count(small); i++, at += EnumeratorLength)
            {
                names[(int)Number(at + 4)] = Text(at);
            }
        }
        else if (Find(Enumeration64, enumeration) is int large)
        {
            for (int i = 0, at = large + HeadLength; i < Count(large); i++, at += Enumerator64Length)
            {
                names[(long)(Number(at + 4) | ((ulong)Number(at + 8) << 32))] = Text(at);
            }
        }

        return names;
    }

    /// <summary>Number of arguments of a tracepoint; null if the kernel has none of this name.</summary>
    public int? ArgumentsOf(string tracepoint)
    {
        // typedef void (*btf_trace_NAME)(void *__data, arguments...)
        int? type = Find(Typedef, "btf_trace_" + tracepoint) is int found ? Resolve(Reference(found)) : null;
        if (type is int pointer && Kind(pointer) == Pointer)
        {
            type = Resolve(Reference(pointer));
        }

        return type is int prototype && Kind(prototype) == Prototype ? Count(prototype) - 1 : null;
    }

    private int? Find(int kind, string name)
    {
        byte[] wanted = [.. Encoding.ASCII.GetBytes(name), 0];
        foreach (int at in _at.Skip(1))
        {
            if (Kind(at) == kind && _data.AsSpan(_strings + (int)Number(at)).StartsWith(wanted))
            {
                return at;
            }
        }

        return null;
    }

    /// <summary>A member's offset in bits and its type; members of anonymous members are members.</summary>
    private (int Bits, int Type)? Member(int structure, string name)
    {
        bool hasBitfields = Number(structure + 4) >> 31 != 0;
        for (int i = 0, at = structure + HeadLength; i < Count(structure); i++, at += MemberLength)
        {
            int bits = (int)(hasBitfields ? Number(at + 8) & 0xffffff : Number(at + 8)), type = (int)Number(at + 4);
            if (Number(at) != 0 && Text(at) == name)
            {
                return (bits, type);
            }

            if (Text(at).Length == 0 && Resolve(type) is int inner && Kind(inner) is Structure or Union && Member(inner, name) is (int more, int found))
            {
                return (bits + more, found);
            }
        }

        return null;
    }

    /// <summary>Where a type begins, without qualifiers and other names for it; null for void.</summary>
    private int? Resolve(int id)
    {
        while (id > 0 && id < _at.Count && Kind(_at[id]) is Typedef or Volatile or Constant or Restrict or TypeTag)
        {
            id = Reference(_at[id]);
        }

        return id > 0 && id < _at.Count ? _at[id] : null;
    }

    private int LengthAfter(int at) => Kind(at) switch
    {
        1 or 14 or 17 => 4,
        Array => 12,
        Structure or Union or 15 => Count(at) * MemberLength,
        Enumeration => Count(at) * EnumeratorLength,
        Enumeration64 => Count(at) * Enumerator64Length,
        Prototype => Count(at) * ParameterLength,
        <= Enumeration64 => 0,
        int unknown => throw new InvalidDataException($"The BTF has a type of kind {unknown}."),
    };

    private int Kind(int at) => (int)((Number(at + 4) >> 24) & 0x1f);

    private int Count(int at) => (int)(Number(at + 4) & 0xffff);

    private int Reference(int at) => (int)Number(at + 8);

    private uint Number(int at) => BinaryPrimitives.ReadUInt32LittleEndian(_data.AsSpan(at));

    private string Text(int at)
    {
        ReadOnlySpan<byte> text = _data.AsSpan(_strings + (int)Number(at));
        return Encoding.ASCII.GetString(text[..text.IndexOf((byte)0)]);
    }
}
