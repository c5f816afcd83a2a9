using System.Net;
using Meziantou.Analyzer.Annotations;

// As in Wire's file of this name: an assembly says it for itself.
[assembly: CultureInsensitiveType(typeof(int), isDefaultFormatCultureInsensitive: true)]
[assembly: CultureInsensitiveType(typeof(int?), isDefaultFormatCultureInsensitive: true)]
[assembly: CultureInsensitiveType(typeof(long), isDefaultFormatCultureInsensitive: true)]
[assembly: CultureInsensitiveType(typeof(long?), isDefaultFormatCultureInsensitive: true)]
[assembly: CultureInsensitiveType(typeof(IPAddress))]
