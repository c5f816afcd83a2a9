using System.Diagnostics;
using System.Net;
using Meziantou.Analyzer.Annotations;

// Of these every culture makes the same text, unless a format asks for separators: whole numbers in texts here are not negative.
[assembly: CultureInsensitiveType(typeof(int), isDefaultFormatCultureInsensitive: true)]
[assembly: CultureInsensitiveType(typeof(int?), isDefaultFormatCultureInsensitive: true)]
[assembly: CultureInsensitiveType(typeof(long), isDefaultFormatCultureInsensitive: true)]
[assembly: CultureInsensitiveType(typeof(long?), isDefaultFormatCultureInsensitive: true)]
[assembly: CultureInsensitiveType(typeof(IPAddress))]

namespace Meziantou.Analyzer.Annotations;

/// <summary>
/// Tells Meziantou.Analyzer that the texts of a type are the same in every culture; it knows the attribute by this name, and by
/// these parameters. Never in an assembly.
/// </summary>
/// <param name="type">The type.</param>
/// <param name="isDefaultFormatCultureInsensitive">True if only the text without a format is.</param>
[Conditional("MEZIANTOU_ANALYZER_ANNOTATIONS")]
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
internal sealed class CultureInsensitiveTypeAttribute(Type type, bool isDefaultFormatCultureInsensitive) : Attribute
{
    public CultureInsensitiveTypeAttribute(Type type)
        : this(type, isDefaultFormatCultureInsensitive: false) => IsForAllFormats = true;

    public Type Type => type;

    public bool IsDefaultFormatCultureInsensitive => isDefaultFormatCultureInsensitive;

    public bool IsForAllFormats { get; }
}
