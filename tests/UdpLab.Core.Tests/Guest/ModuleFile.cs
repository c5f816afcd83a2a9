using System.Buffers.Binary;
using System.Text;

namespace UdpLab.Core.Tests.Guest;

/// <summary>Makes files that look like kernel modules: 64-bit ELF for x86-64 with the sections .modinfo and .shstrtab.</summary>
internal static class ModuleFile
{
    private const int HeaderLength = 64, SectionLength = 64;

    /// <summary>A module with these facts, "depends=a".</summary>
    public static byte[] Make(params string[] facts)
    {
        byte[] names = Encoding.ASCII.GetBytes("\0.modinfo\0.shstrtab\0"), info = Encoding.UTF8.GetBytes(string.Concat(facts.Select(f => f + '\0')));
        byte[] file = new byte[HeaderLength + info.Length + names.Length + (3 * SectionLength)];
        "\u007fELF\u0002\u0001\u0001"u8.CopyTo(file);
        file[0x12] = Elf.X64;
        info.CopyTo(file, HeaderLength);
        names.CopyTo(file, HeaderLength + info.Length);
        int sections = HeaderLength + info.Length + names.Length;
        BinaryPrimitives.WriteInt64LittleEndian(file.AsSpan(0x28), sections);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(0x3a), SectionLength);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(0x3c), 3);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(0x3e), 2);
        Section(file.AsSpan(sections + SectionLength), 1, HeaderLength, info.Length);
        Section(file.AsSpan(sections + (2 * SectionLength)), 10, HeaderLength + info.Length, names.Length);
        return file;
    }

    /// <summary>Writes a module, into lib/modules/RELEASE/kernel of a root.</summary>
    public static void Write(string root, string release, string file, params string[] facts)
    {
        string folder = Directory.CreateDirectory(Path.Combine(root, "lib", "modules", release, "kernel", "net")).FullName;
        File.WriteAllBytes(Path.Combine(folder, file), Make([$"vermagic={release} SMP mod_unload", .. facts]));
    }

    private static void Section(Span<byte> section, int name, int at, int length)
    {
        BinaryPrimitives.WriteInt32LittleEndian(section, name);
        BinaryPrimitives.WriteInt64LittleEndian(section[0x18..], at);
        BinaryPrimitives.WriteInt64LittleEndian(section[0x20..], length);
    }
}
