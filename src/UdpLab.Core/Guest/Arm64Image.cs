using System.Buffers.Binary;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>
/// Kernels for arm64: an Image (Documentation/arch/arm64/booting.rst), plain or packed with gzip, or within a program for EFI that unpacks
/// it (drivers/firmware/efi/libstub/zboot-header.S).
/// </summary>
internal static class Arm64Image
{
    private const int FlagsAt = 0x18, MagicAt = 0x38, PortableAt = 0x3c, HeaderLength = 0x40;
    private const int BigEndian = 1, PageSizeShift = 1, PageSizeMask = 3, Pages16K = 2;

    // The program for EFI: "MZ", "zimg", where the packed kernel is, and its length.
    private const int PackedMagicAt = 4, PackedAt = 8, PackedLengthAt = 12;

    // The header of a program for EFI, which an Image has too ("Microsoft Portable Executable and Common Object File Format").
    private const int SectionCountAt = 6, OptionalLengthAt = 20, OptionalAt = 24, SectionLength = 40, RawLengthAt = 16, RawAt = 20;

    // Of a family that has pages of 16 KB, which the ordinary model lacks; its own way of signing pointers is the fast one.
    private const string ModelWith16K = "max,pauth-impdef=on,pmu=off";

    /// <summary>The Image in a file.</summary>
    /// <param name="file">The file's bytes.</param>
    /// <param name="what">What it is, for errors.</param>
    /// <returns>Null if it holds none.</returns>
    /// <exception cref="LabException">It holds one that is damaged.</exception>
    public static byte[]? In(byte[] file, string what)
    {
        byte[] image = Unpacking.Of(IsProgram(file) ? Packed(file, what) : file, what);
        return !Is(image) ? null : Ends(image) <= image.Length ? image : throw Damaged(what);
    }

    /// <summary>The processor it needs.</summary>
    /// <returns>Null if there is none: the agent runs with little-endian kernels only.</returns>
    public static GuestProcessor? ProcessorFor(ReadOnlySpan<byte> image) =>
        (image[FlagsAt] & BigEndian) != 0 ? null
        : ((image[FlagsAt] >> PageSizeShift) & PageSizeMask) == Pages16K ? GuestProcessor.Arm64 with { Model = ModelWith16K }
        : GuestProcessor.Arm64;

    private static bool Is(ReadOnlySpan<byte> file) => file.Length >= HeaderLength && file[MagicAt..].StartsWith("ARMd"u8);

    private static bool IsProgram(ReadOnlySpan<byte> file) => file.Length >= HeaderLength && file.StartsWith("MZ"u8) && file[PackedMagicAt..].StartsWith("zimg"u8);

    private static byte[] Packed(ReadOnlySpan<byte> file, string what)
    {
        uint at = BinaryPrimitives.ReadUInt32LittleEndian(file[PackedAt..]), length = BinaryPrimitives.ReadUInt32LittleEndian(file[PackedLengthAt..]);
        return (ulong)at + length <= (ulong)file.Length ? file.Slice((int)at, (int)length).ToArray() : throw Damaged(what);
    }

    /// <summary>Where the last section of the file ends; 0 if it has no header for EFI, and does not say.</summary>
    private static long Ends(ReadOnlySpan<byte> image)
    {
        uint at = BinaryPrimitives.ReadUInt32LittleEndian(image[PortableAt..]);
        if (!image.StartsWith("MZ"u8) || at > image.Length - OptionalAt)
        {
            return 0;
        }

        ReadOnlySpan<byte> header = image[(int)at..];
        int count = BinaryPrimitives.ReadUInt16LittleEndian(header[SectionCountAt..]), first = OptionalAt + BinaryPrimitives.ReadUInt16LittleEndian(header[OptionalLengthAt..]);
        if (first + (count * SectionLength) > header.Length)
        {
            return long.MaxValue;
        }

        long end = 0;
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> section = header[(first + (i * SectionLength))..];
            end = Math.Max(end, (long)BinaryPrimitives.ReadUInt32LittleEndian(section[RawAt..]) + BinaryPrimitives.ReadUInt32LittleEndian(section[RawLengthAt..]));
        }

        return end;
    }

    private static LabException Damaged(string what) => new(FailureCode.InvalidArgument, $"{what}: it is damaged: it ends before its kernel does; copy or build it again.", "Kernel");
}
