using System.Buffers.Binary;
using System.Text;

namespace UdpLab;

/// <summary>What is needed of 64-bit little-endian ELF files (elf(5)): kernels and their modules.</summary>
internal static class Elf
{
    private const int SectionsAt = 0x28, SectionLengthAt = 0x3a, MachineAt = 0x12, ClassAt = 4;

    /// <summary>Machine of x86-64.</summary>
    public const int X64 = 62;

    /// <summary>Machine of arm64.</summary>
    public const int Arm64 = 183;

    /// <summary>Whether these bytes begin an ELF file.</summary>
    public static bool Is(ReadOnlySpan<byte> file) => file.StartsWith("\u007fELF"u8);

    /// <summary>Whether it is a 64-bit one, and for which machine.</summary>
    public static (bool Is64, int Machine) KindOf(ReadOnlySpan<byte> file) => (file[ClassAt] == 2, BinaryPrimitives.ReadUInt16LittleEndian(file[MachineAt..]));

    /// <summary>A section's bytes; empty if it has none of this name.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The file is damaged.</exception>
    public static ReadOnlySpan<byte> Section(ReadOnlySpan<byte> file, string name)
    {
        ReadOnlySpan<byte> wanted = Encoding.ASCII.GetBytes(name + '\0');
        int sections = checked((int)BinaryPrimitives.ReadUInt64LittleEndian(file[SectionsAt..]));
        int length = BinaryPrimitives.ReadUInt16LittleEndian(file[SectionLengthAt..]), count = BinaryPrimitives.ReadUInt16LittleEndian(file[(SectionLengthAt + 2)..]);
        int namesIndex = BinaryPrimitives.ReadUInt16LittleEndian(file[(SectionLengthAt + 4)..]);
        ReadOnlySpan<byte> names = Content(file, file[(sections + (namesIndex * length))..]);
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> section = file[(sections + (i * length))..];
            if (names[BinaryPrimitives.ReadInt32LittleEndian(section)..].StartsWith(wanted))
            {
                return Content(file, section);
            }
        }

        return [];
    }

    private static ReadOnlySpan<byte> Content(ReadOnlySpan<byte> file, ReadOnlySpan<byte> section) =>
        file.Slice(checked((int)BinaryPrimitives.ReadUInt64LittleEndian(section[0x18..])), checked((int)BinaryPrimitives.ReadUInt64LittleEndian(section[0x20..])));
}
