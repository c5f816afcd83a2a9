var d3FlameGraph=(()=>{var qt=Object.defineProperty;var Ni=Object.getOwnPropertyDescriptor;var ki=Object.getOwnPropertyNames;var Si=Object.prototype.hasOwnProperty;var Ei=(n,t)=>{for(var e in t)qt(n,e,{get:t[e],enumerable:!0})},Ii=(n,t,e,r)=>{if(t&&typeof t=="object"||typeof t=="function")for(let i of ki(t))!Si.call(n,i)&&
i!==e&&qt(n,i,{get:()=>t[i],enumerable:!(r=Ni(t,i))||r.enumerable});return n};var Ci=n=>Ii(qt({},"__esModule",{value:!0}),n);var vf={};Ei(vf,{flamegraph:()=>mi,select:()=>dn});var Zn="http://www.w3.org/1999/xhtml",Ot={svg:"http://www.w3.org/2000/svg",xhtml:Zn,xlink:"http://www.w3.org/1999/xlink",xml:"http://www.w3.org/XML/1998/namespa\
ce",xmlns:"http://www.w3.org/2000/xmlns/"};function on(n){var t=n+="",e=t.indexOf(":");return e>=0&&(t=n.slice(0,e))!=="xmlns"&&(n=n.slice(e+1)),Ot.hasOwnProperty(t)?{space:Ot[t],local:n}:n}function qi(n){return function(){var t=this.ownerDocument,e=this.namespaceURI;return e===Zn&&t.documentElement.namespaceURI===Zn?t.createElement(n):t.createElementNS(
e,n)}}function Oi(n){return function(){return this.ownerDocument.createElementNS(n.space,n.local)}}function Gn(n){var t=on(n);return(t.local?Oi:qi)(t)}function Ri(){}function sn(n){return n==null?Ri:function(){return this.querySelector(n)}}function me(n){typeof n!="function"&&(n=sn(n));for(var t=this._groups,e=t.length,r=new Array(e),i=0;i<e;++i)for(var o=t[i],u=o.length,a=r[i]=new Array(u),l,f,s=0;s<
u;++s)(l=o[s])&&(f=n.call(l,l.__data__,s,o))&&("__data__"in l&&(f.__data__=l.__data__),a[s]=f);return new O(r,this._parents)}function Rt(n){return n==null?[]:Array.isArray(n)?n:Array.from(n)}function Ti(){return[]}function Tn(n){return n==null?Ti:function(){return this.querySelectorAll(n)}}function $i(n){return function(){return Rt(n.apply(this,arguments))}}function ye(n){typeof n=="function"?n=$i(n):n=Tn(n);for(var t=this._groups,e=t.length,r=[],
i=[],o=0;o<e;++o)for(var u=t[o],a=u.length,l,f=0;f<a;++f)(l=u[f])&&(r.push(n.call(l,l.__data__,f,u)),i.push(l));return new O(r,i)}function $n(n){return function(){return this.matches(n)}}function Kn(n){return function(t){return t.matches(n)}}var zi=Array.prototype.find;function Di(n){return function(){return zi.call(this.children,n)}}function Hi(){return this.firstElementChild}function xe(n){return this.
select(n==null?Hi:Di(typeof n=="function"?n:Kn(n)))}var Li=Array.prototype.filter;function Pi(){return Array.from(this.children)}function Fi(n){return function(){return Li.call(this.children,n)}}function we(n){return this.
selectAll(n==null?Pi:Fi(typeof n=="function"?n:Kn(n)))}function ve(n){typeof n!="function"&&(n=$n(n));for(var t=this._groups,e=t.length,r=new Array(e),i=0;i<e;++i)for(var o=t[i],u=o.length,a=r[i]=[],l,f=0;f<u;++f)(l=
o[f])&&n.call(l,l.__data__,f,o)&&a.push(l);return new O(r,this._parents)}function Jn(n){return new Array(n.length)}function _e(){return new O(this._enter||this._groups.map(Jn),this._parents)}function zn(n,t){this.ownerDocument=n.ownerDocument,this.namespaceURI=n.namespaceURI,
this._next=null,this._parent=n,this.__data__=t}zn.prototype={constructor:zn,appendChild:function(n){return this._parent.insertBefore(n,this._next)},insertBefore:function(n,t){
return this._parent.insertBefore(n,t)},querySelector:function(n){return this._parent.querySelector(n)},querySelectorAll:function(n){return this._parent.querySelectorAll(
n)}};function Me(n){return function(){return n}}function Bi(n,t,e,r,i,o){for(var u=0,a,l=t.length,f=o.length;u<f;++u)(a=t[u])?(a.__data__=o[u],r[u]=a):e[u]=new zn(n,o[u]);for(;u<l;++u)(a=t[u])&&(i[u]=a)}function Vi(n,t,e,r,i,o,u){
var a,l,f=new Map,s=t.length,h=o.length,d=new Array(s),g;for(a=0;a<s;++a)(l=t[a])&&(d[a]=g=u.call(l,l.__data__,a,t)+"",f.has(g)?i[a]=l:f.set(g,l));for(a=0;a<h;++a)
g=u.call(n,o[a],a,o)+"",(l=f.get(g))?(r[a]=l,l.__data__=o[a],f.delete(g)):e[a]=new zn(n,o[a]);for(a=0;a<s;++a)(l=t[a])&&f.get(d[a])===l&&(i[a]=l)}function Xi(n){
return n.__data__}function be(n,t){if(!arguments.length)return Array.from(this,Xi);var e=t?Vi:Bi,r=this._parents,i=this._groups;typeof n!="function"&&(n=Me(n));
for(var o=i.length,u=new Array(o),a=new Array(o),l=new Array(o),f=0;f<o;++f){var s=r[f],h=i[f],d=h.length,g=Yi(n.call(s,s&&s.__data__,f,r)),v=g.length,w=a[f]=new Array(
v),b=u[f]=new Array(v),q=l[f]=new Array(d);e(s,h,w,b,q,g,t);for(var S=0,R=0,C,E;S<v;++S)if(C=w[S]){for(S>=R&&(R=S+1);!(E=b[R])&&++R<v;);C._next=E||null}}return u=
new O(u,r),u._enter=a,u._exit=l,u}function Yi(n){return typeof n=="object"&&"length"in n?n:Array.from(n)}function Ae(){return new O(this._exit||this._groups.map(Jn),this._parents)}function Ne(n,t,e){var r=this.enter(),i=this,o=this.exit();return typeof n=="function"?(r=n(r),r&&(r=r.selection())):r=r.append(n+""),t!=null&&(i=t(i),i&&(i=i.selection())),
e==null?o.remove():e(o),r&&i?r.merge(i).order():i}function ke(n){for(var t=n.selection?n.selection():n,e=this._groups,r=t._groups,i=e.length,o=r.length,u=Math.min(i,o),a=new Array(i),l=0;l<u;++l)for(var f=e[l],
s=r[l],h=f.length,d=a[l]=new Array(h),g,v=0;v<h;++v)(g=f[v]||s[v])&&(d[v]=g);for(;l<i;++l)a[l]=e[l];return new O(a,this._parents)}function Se(){for(var n=this._groups,t=-1,e=n.length;++t<e;)for(var r=n[t],i=r.length-1,o=r[i],u;--i>=0;)(u=r[i])&&(o&&u.compareDocumentPosition(o)^4&&o.parentNode.
insertBefore(u,o),o=u);return this}function Ee(n){n||(n=Ui);function t(h,d){return h&&d?n(h.__data__,d.__data__):!h-!d}for(var e=this._groups,r=e.length,i=new Array(r),o=0;o<r;++o){for(var u=e[o],
a=u.length,l=i[o]=new Array(a),f,s=0;s<a;++s)(f=u[s])&&(l[s]=f);l.sort(t)}return new O(i,this._parents).order()}function Ui(n,t){return n<t?-1:n>t?1:n>=t?0:NaN}function Ie(){var n=arguments[0];return arguments[0]=this,n.apply(null,arguments),this}function Ce(){return Array.from(this)}function qe(){for(var n=this._groups,t=0,e=n.length;t<e;++t)for(var r=n[t],i=0,o=r.length;i<o;++i){var u=r[i];if(u)return u}return null}function Oe(){let n=0;for(let t of this)++n;return n}function Re(){return!this.node()}function Te(n){for(var t=this._groups,e=0,r=t.length;e<r;++e)for(var i=t[e],o=0,u=i.length,a;o<u;++o)(a=i[o])&&n.call(a,a.__data__,o,i);return this}function Wi(n){return function(){this.removeAttribute(n)}}function Qi(n){return function(){this.removeAttributeNS(n.space,n.local)}}function Zi(n,t){return function(){
this.setAttribute(n,t)}}function Gi(n,t){return function(){this.setAttributeNS(n.space,n.local,t)}}function Ki(n,t){return function(){var e=t.apply(this,arguments);
e==null?this.removeAttribute(n):this.setAttribute(n,e)}}function Ji(n,t){return function(){var e=t.apply(this,arguments);e==null?this.removeAttributeNS(n.space,
n.local):this.setAttributeNS(n.space,n.local,e)}}function $e(n,t){var e=on(n);if(arguments.length<2){var r=this.node();return e.local?r.getAttributeNS(e.space,e.
local):r.getAttribute(e)}return this.each((t==null?e.local?Qi:Wi:typeof t=="function"?e.local?Ji:Ki:e.local?Gi:Zi)(e,t))}function jn(n){return n.ownerDocument&&n.ownerDocument.defaultView||n.document&&n||n.defaultView}function ji(n){return function(){this.style.removeProperty(n)}}function no(n,t,e){return function(){this.style.setProperty(n,t,e)}}function to(n,t,e){return function(){
var r=t.apply(this,arguments);r==null?this.style.removeProperty(n):this.style.setProperty(n,r,e)}}function ze(n,t,e){return arguments.length>1?this.each((t==null?
ji:typeof t=="function"?to:no)(n,t,e??"")):un(this.node(),n)}function un(n,t){return n.style.getPropertyValue(t)||jn(n).getComputedStyle(n,null).getPropertyValue(
t)}function eo(n){return function(){delete this[n]}}function ro(n,t){return function(){this[n]=t}}function io(n,t){return function(){var e=t.apply(this,arguments);
e==null?delete this[n]:this[n]=e}}function De(n,t){return arguments.length>1?this.each((t==null?eo:typeof t=="function"?io:ro)(n,t)):this.node()[n]}function He(n){return n.trim().split(/^|\s+/)}function Tt(n){return n.classList||new Le(n)}function Le(n){this._node=n,this._names=He(n.getAttribute("class")||"")}
Le.prototype={add:function(n){var t=this._names.indexOf(n);t<0&&(this._names.push(n),this._node.setAttribute("class",this._names.join(" ")))},remove:function(n){
var t=this._names.indexOf(n);t>=0&&(this._names.splice(t,1),this._node.setAttribute("class",this._names.join(" ")))},contains:function(n){return this._names.indexOf(
n)>=0}};function Pe(n,t){for(var e=Tt(n),r=-1,i=t.length;++r<i;)e.add(t[r])}function Fe(n,t){for(var e=Tt(n),r=-1,i=t.length;++r<i;)e.remove(t[r])}function oo(n){
return function(){Pe(this,n)}}function uo(n){return function(){Fe(this,n)}}function ao(n,t){return function(){(t.apply(this,arguments)?Pe:Fe)(this,n)}}function Be(n,t){
var e=He(n+"");if(arguments.length<2){for(var r=Tt(this.node()),i=-1,o=e.length;++i<o;)if(!r.contains(e[i]))return!1;return!0}return this.each((typeof t=="funct\
ion"?ao:t?oo:uo)(e,t))}function fo(){this.textContent=""}function lo(n){return function(){this.textContent=n}}function co(n){return function(){var t=n.apply(this,arguments);this.textContent=
t??""}}function Ve(n){return arguments.length?this.each(n==null?fo:(typeof n=="function"?co:lo)(n)):this.node().textContent}function so(){this.innerHTML=""}function ho(n){return function(){this.innerHTML=n}}function po(n){return function(){var t=n.apply(this,arguments);this.innerHTML=
t??""}}function Xe(n){return arguments.length?this.each(n==null?so:(typeof n=="function"?po:ho)(n)):this.node().innerHTML}function go(){this.nextSibling&&this.parentNode.appendChild(this)}function Ye(){return this.each(go)}function mo(){this.previousSibling&&this.parentNode.insertBefore(this,this.parentNode.firstChild)}function Ue(){return this.each(mo)}function We(n){var t=typeof n=="function"?n:Gn(n);return this.select(function(){return this.appendChild(t.apply(this,arguments))})}function yo(){return null}function Qe(n,t){var e=typeof n=="function"?n:Gn(n),r=t==null?yo:typeof t=="function"?t:sn(t);return this.select(function(){return this.
insertBefore(e.apply(this,arguments),r.apply(this,arguments)||null)})}function xo(){var n=this.parentNode;n&&n.removeChild(this)}function Ze(){return this.each(xo)}function wo(){var n=this.cloneNode(!1),t=this.parentNode;return t?t.insertBefore(n,this.nextSibling):n}function vo(){var n=this.cloneNode(!0),t=this.parentNode;
return t?t.insertBefore(n,this.nextSibling):n}function Ge(n){return this.select(n?vo:wo)}function Ke(n){return arguments.length?this.property("__data__",n):this.node().__data__}function _o(n){return function(t){n.call(this,t,this.__data__)}}function Mo(n){return n.trim().split(/^|\s+/).map(function(t){var e="",r=t.indexOf(".");return r>=
0&&(e=t.slice(r+1),t=t.slice(0,r)),{type:t,name:e}})}function bo(n){return function(){var t=this.__on;if(t){for(var e=0,r=-1,i=t.length,o;e<i;++e)o=t[e],(!n.type||
o.type===n.type)&&o.name===n.name?this.removeEventListener(o.type,o.listener,o.options):t[++r]=o;++r?t.length=r:delete this.__on}}}function Ao(n,t,e){return function(){
var r=this.__on,i,o=_o(t);if(r){for(var u=0,a=r.length;u<a;++u)if((i=r[u]).type===n.type&&i.name===n.name){this.removeEventListener(i.type,i.listener,i.options),
this.addEventListener(i.type,i.listener=o,i.options=e),i.value=t;return}}this.addEventListener(n.type,o,e),i={type:n.type,name:n.name,value:t,listener:o,options:e},
r?r.push(i):this.__on=[i]}}function Je(n,t,e){var r=Mo(n+""),i,o=r.length,u;if(arguments.length<2){var a=this.node().__on;if(a){for(var l=0,f=a.length,s;l<f;++l)
for(i=0,s=a[l];i<o;++i)if((u=r[i]).type===s.type&&u.name===s.name)return s.value}return}for(a=t?Ao:bo,i=0;i<o;++i)this.each(a(r[i],t,e));return this}function je(n,t,e){var r=jn(n),i=r.CustomEvent;typeof i=="function"?i=new i(t,e):(i=r.document.createEvent("Event"),e?(i.initEvent(t,e.bubbles,e.cancelable),i.detail=
e.detail):i.initEvent(t,!1,!1)),n.dispatchEvent(i)}function No(n,t){return function(){return je(this,n,t)}}function ko(n,t){return function(){return je(this,n,t.
apply(this,arguments))}}function nr(n,t){return this.each((typeof t=="function"?ko:No)(n,t))}function*tr(){for(var n=this._groups,t=0,e=n.length;t<e;++t)for(var r=n[t],i=0,o=r.length,u;i<o;++i)(u=r[i])&&(yield u)}var $t=[null];function O(n,t){this._groups=n,this._parents=t}function er(){return new O([[document.documentElement]],$t)}function So(){return this}O.prototype=er.
prototype={constructor:O,select:me,selectAll:ye,selectChild:xe,selectChildren:we,filter:ve,data:be,enter:_e,exit:Ae,join:Ne,merge:ke,selection:So,order:Se,sort:Ee,
call:Ie,nodes:Ce,node:qe,size:Oe,empty:Re,each:Te,attr:$e,style:ze,property:De,classed:Be,text:Ve,html:Xe,raise:Ye,lower:Ue,append:We,insert:Qe,remove:Ze,clone:Ge,
datum:Ke,on:Je,dispatch:nr,[Symbol.iterator]:tr};var hn=er;function dn(n){return typeof n=="string"?new O([[document.querySelector(n)]],[document.documentElement]):new O([[n]],$t)}function Eo(n){return Math.abs(n=Math.round(n))>=1e21?n.toLocaleString("en").replace(/,/g,""):n.toString(10)}function tt(n,t){if(!isFinite(n)||n===0)return null;
var e=(n=t?n.toExponential(t-1):n.toExponential()).indexOf("e"),r=n.slice(0,e);return[r.length>1?r[0]+r.slice(2):r,+n.slice(e+1)]}function Mn(n){return n=tt(Math.
abs(n)),n?n[1]:NaN}function Io(n,t){return function(e,r){for(var i=e.length,o=[],u=0,a=n[0],l=0;i>0&&a>0&&(l+a+1>r&&(a=Math.max(1,r-l)),o.push(e.substring(i-=a,
i+a)),!((l+=a+1)>r));)a=n[u=(u+1)%n.length];return o.reverse().join(t)}}function Co(n){return function(t){return t.replace(/[0-9]/g,function(e){return n[+e]})}}
var qo=/^(?:(.)?([<>=^]))?([+\-( ])?([$#])?(0)?(\d+)?(,)?(\.\d+)?(~)?([a-z%])?$/i;function Dn(n){if(!(t=qo.exec(n)))throw new Error("invalid format: "+n);var t;
return new zt({fill:t[1],align:t[2],sign:t[3],symbol:t[4],zero:t[5],width:t[6],comma:t[7],precision:t[8]&&t[8].slice(1),trim:t[9],type:t[10]})}Dn.prototype=zt.prototype;
function zt(n){this.fill=n.fill===void 0?" ":n.fill+"",this.align=n.align===void 0?">":n.align+"",this.sign=n.sign===void 0?"-":n.sign+"",this.symbol=n.symbol===
void 0?"":n.symbol+"",this.zero=!!n.zero,this.width=n.width===void 0?void 0:+n.width,this.comma=!!n.comma,this.precision=n.precision===void 0?void 0:+n.precision,
this.trim=!!n.trim,this.type=n.type===void 0?"":n.type+""}zt.prototype.toString=function(){return this.fill+this.align+this.sign+this.symbol+(this.zero?"0":"")+
(this.width===void 0?"":Math.max(1,this.width|0))+(this.comma?",":"")+(this.precision===void 0?"":"."+Math.max(0,this.precision|0))+(this.trim?"~":"")+this.type};
function Oo(n){n:for(var t=n.length,e=1,r=-1,i;e<t;++e)switch(n[e]){case".":r=i=e;break;case"0":r===0&&(r=e),i=e;break;default:if(!+n[e])break n;r>0&&(r=0);break}
return r>0?n.slice(0,r)+n.slice(i+1):n}var et;function Ro(n,t){var e=tt(n,t);if(!e)return et=void 0,n.toPrecision(t);var r=e[0],i=e[1],o=i-(et=Math.max(-8,Math.
min(8,Math.floor(i/3)))*3)+1,u=r.length;return o===u?r:o>u?r+new Array(o-u+1).join("0"):o>0?r.slice(0,o)+"."+r.slice(o):"0."+new Array(1-o).join("0")+tt(n,Math.
max(0,t+o-1))[0]}function rr(n,t){var e=tt(n,t);if(!e)return n+"";var r=e[0],i=e[1];return i<0?"0."+new Array(-i).join("0")+r:r.length>i+1?r.slice(0,i+1)+"."+r.
slice(i+1):r+new Array(i-r.length+2).join("0")}var ir={"%":(n,t)=>(n*100).toFixed(t),b:n=>Math.round(n).toString(2),c:n=>n+"",d:Eo,e:(n,t)=>n.toExponential(t),f:(n,t)=>n.
toFixed(t),g:(n,t)=>n.toPrecision(t),o:n=>Math.round(n).toString(8),p:(n,t)=>rr(n*100,t),r:rr,s:Ro,X:n=>Math.round(n).toString(16).toUpperCase(),x:n=>Math.round(
n).toString(16)};function or(n){return n}var ur=Array.prototype.map,ar=["y","z","a","f","p","n","\xB5","m","","k","M","G","T","P","E","Z","Y"];function To(n){var t=n.
grouping===void 0||n.thousands===void 0?or:Io(ur.call(n.grouping,Number),n.thousands+""),e=n.currency===void 0?"":n.currency[0]+"",r=n.currency===void 0?"":n.currency[1]+
"",i=n.decimal===void 0?".":n.decimal+"",o=n.numerals===void 0?or:Co(ur.call(n.numerals,String)),u=n.percent===void 0?"%":n.percent+"",a=n.minus===void 0?"\u2212":
n.minus+"",l=n.nan===void 0?"NaN":n.nan+"";function f(h,d){h=Dn(h);var g=h.fill,v=h.align,w=h.sign,b=h.symbol,q=h.zero,S=h.width,R=h.comma,C=h.precision,E=h.trim,
k=h.type;k==="n"?(R=!0,k="g"):ir[k]||(C===void 0&&(C=12),E=!0,k="g"),(q||g==="0"&&v==="=")&&(q=!0,g="0",v="=");var F=(d&&d.prefix!==void 0?d.prefix:"")+(b==="$"?
e:b==="#"&&/[boxX]/.test(k)?"0"+k.toLowerCase():""),en=(b==="$"?r:/[%p]/.test(k)?u:"")+(d&&d.suffix!==void 0?d.suffix:""),W=ir[k],Q=/[defgprs%]/.test(k);C=C===void 0?
6:/[gprs]/.test(k)?Math.max(1,Math.min(21,C)):Math.max(0,Math.min(20,C));function Qn(M){var Z=F,T=en,rn,fn,G;if(k==="c")T=W(M)+T,M="";else{M=+M;var ln=M<0||1/M<
0;if(M=isNaN(M)?l:W(Math.abs(M),C),E&&(M=Oo(M)),ln&&+M==0&&w!=="+"&&(ln=!1),Z=(ln?w==="("?w:a:w==="-"||w==="("?"":w)+Z,T=(k==="s"&&!isNaN(M)&&et!==void 0?ar[8+et/
3]:"")+T+(ln&&w==="("?")":""),Q){for(rn=-1,fn=M.length;++rn<fn;)if(G=M.charCodeAt(rn),48>G||G>57){T=(G===46?i+M.slice(rn+1):M.slice(rn))+T,M=M.slice(0,rn);break}}}
R&&!q&&(M=t(M,1/0));var vn=Z.length+M.length+T.length,P=vn<S?new Array(S-vn+1).join(g):"";switch(R&&q&&(M=t(P+M,P.length?S-T.length:1/0),P=""),v){case"<":M=Z+M+
T+P;break;case"=":M=Z+P+M+T;break;case"^":M=P.slice(0,vn=P.length>>1)+Z+M+T+P.slice(vn);break;default:M=P+Z+M+T;break}return o(M)}return Qn.toString=function(){
return h+""},Qn}function s(h,d){var g=Math.max(-8,Math.min(8,Math.floor(Mn(d)/3)))*3,v=Math.pow(10,-g),w=f((h=Dn(h),h.type="f",h),{suffix:ar[8+g/3]});return function(b){
return w(v*b)}}return{format:f,formatPrefix:s}}var nt,bn,Dt;$o({thousands:",",grouping:[3],currency:["$",""]});function $o(n){return nt=To(n),bn=nt.format,Dt=nt.
formatPrefix,nt}function fr(n){return Math.max(0,-Mn(Math.abs(n)))}function lr(n,t){return Math.max(0,Math.max(-8,Math.min(8,Math.floor(Mn(t)/3)))*3-Mn(Math.abs(
n)))}function cr(n,t){return n=Math.abs(n),t=Math.abs(t)-n,Math.max(0,Mn(t)-Mn(n))+1}function pn(n,t){return n==null||t==null?NaN:n<t?-1:n>t?1:n>=t?0:NaN}function zo(n,t){return n==null||t==null?NaN:t<n?-1:t>n?1:t>=n?0:NaN}function sr(n){let t,e,
r;n.length!==2?(t=pn,e=(a,l)=>pn(n(a),l),r=(a,l)=>n(a)-l):(t=n===pn||n===zo?n:Do,e=n,r=n);function i(a,l,f=0,s=a.length){if(f<s){if(t(l,l)!==0)return s;do{let h=f+
s>>>1;e(a[h],l)<0?f=h+1:s=h}while(f<s)}return f}function o(a,l,f=0,s=a.length){if(f<s){if(t(l,l)!==0)return s;do{let h=f+s>>>1;e(a[h],l)<=0?f=h+1:s=h}while(f<s)}
return f}function u(a,l,f=0,s=a.length){let h=i(a,l,f,s-1);return h>f&&r(a[h-1],l)>-r(a[h],l)?h-1:h}return{left:i,center:u,right:o}}function Do(){return 0}function Ho(n){
return n===null?NaN:+n}var hr=sr(pn),dr=hr.right,qc=hr.left,Oc=sr(Ho).center;var Rc=pr(gr),Tc=pr(Lo);function pr(n){return function(t,e,r=e){if(!((e=+e)>=0))throw new RangeError("invalid rx");if(!((r=+r)>=0))throw new RangeError("invalid\
 ry");let{data:i,width:o,height:u}=t;if(!((o=Math.floor(o))>=0))throw new RangeError("invalid width");if(!((u=Math.floor(u!==void 0?u:i.length/o))>=0))throw new RangeError(
"invalid height");if(!o||!u||!e&&!r)return t;let a=e&&n(e),l=r&&n(r),f=i.slice();return a&&l?(An(a,f,i,o,u),An(a,i,f,o,u),An(a,f,i,o,u),Nn(l,i,f,o,u),Nn(l,f,i,o,
u),Nn(l,i,f,o,u)):a?(An(a,i,f,o,u),An(a,f,i,o,u),An(a,i,f,o,u)):l&&(Nn(l,i,f,o,u),Nn(l,f,i,o,u),Nn(l,i,f,o,u)),t}}function An(n,t,e,r,i){for(let o=0,u=r*i;o<u;)
n(t,e,o,o+=r,1)}function Nn(n,t,e,r,i){for(let o=0,u=r*i;o<r;++o)n(t,e,o,o+u,r)}function Lo(n){let t=gr(n);return(e,r,i,o,u)=>{i<<=2,o<<=2,u<<=2,t(e,r,i+0,o+0,u),
t(e,r,i+1,o+1,u),t(e,r,i+2,o+2,u),t(e,r,i+3,o+3,u)}}function gr(n){let t=Math.floor(n);if(t===n)return Po(n);let e=n-t,r=2*n+1;return(i,o,u,a,l)=>{if(!((a-=l)>=
u))return;let f=t*o[u],s=l*t,h=s+l;for(let d=u,g=u+s;d<g;d+=l)f+=o[Math.min(a,d)];for(let d=u,g=a;d<=g;d+=l)f+=o[Math.min(a,d+s)],i[d]=(f+e*(o[Math.max(u,d-h)]+
o[Math.min(a,d+h)]))/r,f-=o[Math.max(u,d-s)]}}function Po(n){let t=2*n+1;return(e,r,i,o,u)=>{if(!((o-=u)>=i))return;let a=n*r[i],l=u*n;for(let f=i,s=i+l;f<s;f+=
u)a+=r[Math.min(o,f)];for(let f=i,s=o;f<=s;f+=u)a+=r[Math.min(o,f+l)],e[f]=a/t,a-=r[Math.max(i,f-l)]}}var Fo=Array.prototype,$c=Fo.slice;var Bo=Math.sqrt(50),Vo=Math.sqrt(10),Xo=Math.sqrt(2);function rt(n,t,e){let r=(t-n)/Math.max(0,e),i=Math.floor(Math.log10(r)),o=r/Math.pow(10,i),u=o>=Bo?10:o>=
Vo?5:o>=Xo?2:1,a,l,f;return i<0?(f=Math.pow(10,-i)/u,a=Math.round(n*f),l=Math.round(t*f),a/f<n&&++a,l/f>t&&--l,f=-f):(f=Math.pow(10,i)*u,a=Math.round(n/f),l=Math.
round(t/f),a*f<n&&++a,l*f>t&&--l),l<a&&.5<=e&&e<2?rt(n,t,e*2):[a,l,f]}function mr(n,t,e){if(t=+t,n=+n,e=+e,!(e>0))return[];if(n===t)return[n];let r=t<n,[i,o,u]=r?
rt(t,n,e):rt(n,t,e);if(!(o>=i))return[];let a=o-i+1,l=new Array(a);if(r)if(u<0)for(let f=0;f<a;++f)l[f]=(o-f)/-u;else for(let f=0;f<a;++f)l[f]=(o-f)*u;else if(u<
0)for(let f=0;f<a;++f)l[f]=(i+f)/-u;else for(let f=0;f<a;++f)l[f]=(i+f)*u;return l}function it(n,t,e){return t=+t,n=+n,e=+e,rt(n,t,e)[2]}function yr(n,t,e){t=+t,
n=+n,e=+e;let r=t<n,i=r?it(t,n,e):it(n,t,e);return(r?-1:1)*(i<0?1/-i:i)}var zc=Yo(Math.random);function Yo(n){return function(e,r=0,i=e.length){let o=i-(r=+r);for(;o;){let u=n()*o--|0,a=e[o+r];e[o+r]=e[u+r],e[u+r]=a}return e}}function Uo(n){var t=0,e=n.children,r=e&&e.length;if(!r)t=1;else for(;--r>=0;)t+=e[r].value;n.value=t}function Wo(){return this.eachAfter(Uo)}function Qo(n,t){let e=-1;
for(let r of this)n.call(t,r,++e,this);return this}function Zo(n,t){for(var e=this,r=[e],i,o,u=-1;e=r.pop();)if(n.call(t,e,++u,this),i=e.children)for(o=i.length-
1;o>=0;--o)r.push(i[o]);return this}function Go(n,t){for(var e=this,r=[e],i=[],o,u,a,l=-1;e=r.pop();)if(i.push(e),o=e.children)for(u=0,a=o.length;u<a;++u)r.push(
o[u]);for(;e=i.pop();)n.call(t,e,++l,this);return this}function Ko(n,t){let e=-1;for(let r of this)if(n.call(t,r,++e,this))return r}function Jo(n){return this.eachAfter(
function(t){for(var e=+n(t.data)||0,r=t.children,i=r&&r.length;--i>=0;)e+=r[i].value;t.value=e})}function jo(n){return this.eachBefore(function(t){t.children&&t.
children.sort(n)})}function nu(n){for(var t=this,e=tu(t,n),r=[t];t!==e;)t=t.parent,r.push(t);for(var i=r.length;n!==e;)r.splice(i,0,n),n=n.parent;return r}function tu(n,t){
if(n===t)return n;var e=n.ancestors(),r=t.ancestors(),i=null;for(n=e.pop(),t=r.pop();n===t;)i=n,n=e.pop(),t=r.pop();return i}function eu(){for(var n=this,t=[n];n=
n.parent;)t.push(n);return t}function ru(){return Array.from(this)}function iu(){var n=[];return this.eachBefore(function(t){t.children||n.push(t)}),n}function ou(){
var n=this,t=[];return n.each(function(e){e!==n&&t.push({source:e.parent,target:e})}),t}function*uu(){var n=this,t,e=[n],r,i,o;do for(t=e.reverse(),e=[];n=t.pop();)
if(yield n,r=n.children)for(i=0,o=r.length;i<o;++i)e.push(r[i]);while(e.length)}function ot(n,t){n instanceof Map?(n=[void 0,n],t===void 0&&(t=lu)):t===void 0&&
(t=fu);for(var e=new Hn(n),r,i=[e],o,u,a,l;r=i.pop();)if((u=t(r.data))&&(l=(u=Array.from(u)).length))for(r.children=u,a=l-1;a>=0;--a)i.push(o=u[a]=new Hn(u[a])),
o.parent=r,o.depth=r.depth+1;return e.eachBefore(su)}function au(){return ot(this).eachBefore(cu)}function fu(n){return n.children}function lu(n){return Array.isArray(
n)?n[1]:null}function cu(n){n.data.value!==void 0&&(n.value=n.data.value),n.data=n.data.data}function su(n){var t=0;do n.height=t;while((n=n.parent)&&n.height<++t)}
function Hn(n){this.data=n,this.depth=this.height=0,this.parent=null}Hn.prototype=ot.prototype={constructor:Hn,count:Wo,each:Qo,eachAfter:Go,eachBefore:Zo,find:Ko,
sum:Jo,sort:jo,path:nu,ancestors:eu,descendants:ru,leaves:iu,links:ou,copy:au,[Symbol.iterator]:uu};function hu(n){n.x0=Math.round(n.x0),n.y0=Math.round(n.y0),n.x1=Math.round(n.x1),n.y1=Math.round(n.y1)}function Ht(n,t,e,r,i){for(var o=n.children,u,a=-1,l=o.length,
f=n.value&&(r-t)/n.value;++a<l;)u=o[a],u.y0=e,u.y1=i,u.x0=t,u.x1=t+=u.value*f}function xr(){var n=1,t=1,e=0,r=!1;function i(u){var a=u.height+1;return u.x0=u.y0=
e,u.x1=n,u.y1=t/a,u.eachBefore(o(t,a)),r&&u.eachBefore(hu),u}function o(u,a){return function(l){l.children&&Ht(l,l.x0,u*(l.depth+1)/a,l.x1,u*(l.depth+2)/a);var f=l.
x0,s=l.y0,h=l.x1-e,d=l.y1-e;h<f&&(f=h=(f+h)/2),d<s&&(s=d=(s+d)/2),l.x0=f,l.y0=s,l.x1=h,l.y1=d}}return i.round=function(u){return arguments.length?(r=!!u,i):r},i.
size=function(u){return arguments.length?(n=+u[0],t=+u[1],i):[n,t]},i.padding=function(u){return arguments.length?(e=+u,i):e},i}function du(n,t){this._=n,this.parent=null,this.children=null,this.A=null,this.a=this,this.z=0,this.m=0,this.c=0,this.s=0,this.t=null,this.i=t}du.prototype=Object.
create(Hn.prototype);function wr(n,t,e,r,i){for(var o=n.children,u,a=-1,l=o.length,f=n.value&&(i-e)/n.value;++a<l;)u=o[a],u.x0=t,u.x1=r,u.y0=e,u.y1=e+=u.value*f}var vr=(1+Math.sqrt(
5))/2;function _r(n,t,e,r,i,o){for(var u=[],a=t.children,l,f,s=0,h=0,d=a.length,g,v,w=t.value,b,q,S,R,C,E,k;s<d;){g=i-e,v=o-r;do b=a[h++].value;while(!b&&h<d);for(q=
S=b,E=Math.max(v/g,g/v)/(w*n),k=b*b*E,C=Math.max(S/k,k/q);h<d;++h){if(b+=f=a[h].value,f<q&&(q=f),f>S&&(S=f),k=b*b*E,R=Math.max(S/k,k/q),R>C){b-=f;break}C=R}u.push(
l={value:b,dice:g<v,children:a.slice(s,h)}),l.dice?Ht(l,e,r,i,w?r+=v*b/w:o):wr(l,e,r,w?e+=g*b/w:i,o),w-=b,s=h}return u}var Hc=(function n(t){function e(r,i,o,u,a){
_r(t,r,i,o,u,a)}return e.ratio=function(r){return n((r=+r)>1?r:1)},e})(vr);var Lc=(function n(t){function e(r,i,o,u,a){if((l=r._squarify)&&l.ratio===t)for(var l,f,s,h,d=-1,g,v=l.length,w=r.value;++d<v;){for(f=l[d],s=f.children,h=f.value=
0,g=s.length;h<g;++h)f.value+=s[h].value;f.dice?Ht(f,i,o,u,w?o+=(a-o)*f.value/w:a):wr(f,i,o,w?i+=(u-i)*f.value/w:u,a),w-=f.value}else r._squarify=l=_r(t,r,i,o,u,
a),l.ratio=t}return e.ratio=function(r){return n((r=+r)>1?r:1)},e})(vr);function In(n,t,e){n.prototype=t.prototype=e,e.constructor=n}function Fn(n,t){var e=Object.create(n.prototype);for(var r in t)e[r]=t[r];return e}function an(){}
var xn=.7,En=1/xn,kn="\\s*([+-]?\\d+)\\s*",Ln="\\s*([+-]?(?:\\d*\\.)?\\d+(?:[eE][+-]?\\d+)?)\\s*",X="\\s*([+-]?(?:\\d*\\.)?\\d+(?:[eE][+-]?\\d+)?)%\\s*",pu=/^#([0-9a-f]{3,8})$/,
gu=new RegExp(`^rgb\\(${kn},${kn},${kn}\\)$`),mu=new RegExp(`^rgb\\(${X},${X},${X}\\)$`),yu=new RegExp(`^rgba\\(${kn},${kn},${kn},${Ln}\\)$`),xu=new RegExp(`^rg\
ba\\(${X},${X},${X},${Ln}\\)$`),wu=new RegExp(`^hsl\\(${Ln},${X},${X}\\)$`),vu=new RegExp(`^hsla\\(${Ln},${X},${X},${Ln}\\)$`),Mr={aliceblue:15792383,antiquewhite:16444375,
aqua:65535,aquamarine:8388564,azure:15794175,beige:16119260,bisque:16770244,black:0,blanchedalmond:16772045,blue:255,blueviolet:9055202,brown:10824234,burlywood:14596231,
cadetblue:6266528,chartreuse:8388352,chocolate:13789470,coral:16744272,cornflowerblue:6591981,cornsilk:16775388,crimson:14423100,cyan:65535,darkblue:139,darkcyan:35723,
darkgoldenrod:12092939,darkgray:11119017,darkgreen:25600,darkgrey:11119017,darkkhaki:12433259,darkmagenta:9109643,darkolivegreen:5597999,darkorange:16747520,darkorchid:10040012,
darkred:9109504,darksalmon:15308410,darkseagreen:9419919,darkslateblue:4734347,darkslategray:3100495,darkslategrey:3100495,darkturquoise:52945,darkviolet:9699539,
deeppink:16716947,deepskyblue:49151,dimgray:6908265,dimgrey:6908265,dodgerblue:2003199,firebrick:11674146,floralwhite:16775920,forestgreen:2263842,fuchsia:16711935,
gainsboro:14474460,ghostwhite:16316671,gold:16766720,goldenrod:14329120,gray:8421504,green:32768,greenyellow:11403055,grey:8421504,honeydew:15794160,hotpink:16738740,
indianred:13458524,indigo:4915330,ivory:16777200,khaki:15787660,lavender:15132410,lavenderblush:16773365,lawngreen:8190976,lemonchiffon:16775885,lightblue:11393254,
lightcoral:15761536,lightcyan:14745599,lightgoldenrodyellow:16448210,lightgray:13882323,lightgreen:9498256,lightgrey:13882323,lightpink:16758465,lightsalmon:16752762,
lightseagreen:2142890,lightskyblue:8900346,lightslategray:7833753,lightslategrey:7833753,lightsteelblue:11584734,lightyellow:16777184,lime:65280,limegreen:3329330,
linen:16445670,magenta:16711935,maroon:8388608,mediumaquamarine:6737322,mediumblue:205,mediumorchid:12211667,mediumpurple:9662683,mediumseagreen:3978097,mediumslateblue:8087790,
mediumspringgreen:64154,mediumturquoise:4772300,mediumvioletred:13047173,midnightblue:1644912,mintcream:16121850,mistyrose:16770273,moccasin:16770229,navajowhite:16768685,
navy:128,oldlace:16643558,olive:8421376,olivedrab:7048739,orange:16753920,orangered:16729344,orchid:14315734,palegoldenrod:15657130,palegreen:10025880,paleturquoise:11529966,
palevioletred:14381203,papayawhip:16773077,peachpuff:16767673,peru:13468991,pink:16761035,plum:14524637,powderblue:11591910,purple:8388736,rebeccapurple:6697881,
red:16711680,rosybrown:12357519,royalblue:4286945,saddlebrown:9127187,salmon:16416882,sandybrown:16032864,seagreen:3050327,seashell:16774638,sienna:10506797,silver:12632256,
skyblue:8900331,slateblue:6970061,slategray:7372944,slategrey:7372944,snow:16775930,springgreen:65407,steelblue:4620980,tan:13808780,teal:32896,thistle:14204888,
tomato:16737095,turquoise:4251856,violet:15631086,wheat:16113331,white:16777215,whitesmoke:16119285,yellow:16776960,yellowgreen:10145074};In(an,j,{copy(n){return Object.
assign(new this.constructor,this,n)},displayable(){return this.rgb().displayable()},hex:br,formatHex:br,formatHex8:_u,formatHsl:Mu,formatRgb:Ar,toString:Ar});function br(){
return this.rgb().formatHex()}function _u(){return this.rgb().formatHex8()}function Mu(){return Rr(this).formatHsl()}function Ar(){return this.rgb().formatRgb()}
function j(n){var t,e;return n=(n+"").trim().toLowerCase(),(t=pu.exec(n))?(e=t[1].length,t=parseInt(t[1],16),e===6?Nr(t):e===3?new z(t>>8&15|t>>4&240,t>>4&15|t&
240,(t&15)<<4|t&15,1):e===8?ut(t>>24&255,t>>16&255,t>>8&255,(t&255)/255):e===4?ut(t>>12&15|t>>8&240,t>>8&15|t>>4&240,t>>4&15|t&240,((t&15)<<4|t&15)/255):null):(t=
gu.exec(n))?new z(t[1],t[2],t[3],1):(t=mu.exec(n))?new z(t[1]*255/100,t[2]*255/100,t[3]*255/100,1):(t=yu.exec(n))?ut(t[1],t[2],t[3],t[4]):(t=xu.exec(n))?ut(t[1]*
255/100,t[2]*255/100,t[3]*255/100,t[4]):(t=wu.exec(n))?Er(t[1],t[2]/100,t[3]/100,1):(t=vu.exec(n))?Er(t[1],t[2]/100,t[3]/100,t[4]):Mr.hasOwnProperty(n)?Nr(Mr[n]):
n==="transparent"?new z(NaN,NaN,NaN,0):null}function Nr(n){return new z(n>>16&255,n>>8&255,n&255,1)}function ut(n,t,e,r){return r<=0&&(n=t=e=NaN),new z(n,t,e,r)}
function Xt(n){return n instanceof an||(n=j(n)),n?(n=n.rgb(),new z(n.r,n.g,n.b,n.opacity)):new z}function Bn(n,t,e,r){return arguments.length===1?Xt(n):new z(n,
t,e,r??1)}function z(n,t,e,r){this.r=+n,this.g=+t,this.b=+e,this.opacity=+r}In(z,Bn,Fn(an,{brighter(n){return n=n==null?En:Math.pow(En,n),new z(this.r*n,this.g*
n,this.b*n,this.opacity)},darker(n){return n=n==null?xn:Math.pow(xn,n),new z(this.r*n,this.g*n,this.b*n,this.opacity)},rgb(){return this},clamp(){return new z(mn(
this.r),mn(this.g),mn(this.b),ft(this.opacity))},displayable(){return-.5<=this.r&&this.r<255.5&&-.5<=this.g&&this.g<255.5&&-.5<=this.b&&this.b<255.5&&0<=this.opacity&&
this.opacity<=1},hex:kr,formatHex:kr,formatHex8:bu,formatRgb:Sr,toString:Sr}));function kr(){return`#${gn(this.r)}${gn(this.g)}${gn(this.b)}`}function bu(){return`\
#${gn(this.r)}${gn(this.g)}${gn(this.b)}${gn((isNaN(this.opacity)?1:this.opacity)*255)}`}function Sr(){let n=ft(this.opacity);return`${n===1?"rgb(":"rgba("}${mn(
this.r)}, ${mn(this.g)}, ${mn(this.b)}${n===1?")":`, ${n})`}`}function ft(n){return isNaN(n)?1:Math.max(0,Math.min(1,n))}function mn(n){return Math.max(0,Math.min(
255,Math.round(n)||0))}function gn(n){return n=mn(n),(n<16?"0":"")+n.toString(16)}function Er(n,t,e,r){return r<=0?n=t=e=NaN:e<=0||e>=1?n=t=NaN:t<=0&&(n=NaN),new B(
n,t,e,r)}function Rr(n){if(n instanceof B)return new B(n.h,n.s,n.l,n.opacity);if(n instanceof an||(n=j(n)),!n)return new B;if(n instanceof B)return n;n=n.rgb();
var t=n.r/255,e=n.g/255,r=n.b/255,i=Math.min(t,e,r),o=Math.max(t,e,r),u=NaN,a=o-i,l=(o+i)/2;return a?(t===o?u=(e-r)/a+(e<r)*6:e===o?u=(r-t)/a+2:u=(t-e)/a+4,a/=l<
.5?o+i:2-o-i,u*=60):a=l>0&&l<1?0:u,new B(u,a,l,n.opacity)}function ct(n,t,e,r){return arguments.length===1?Rr(n):new B(n,t,e,r??1)}function B(n,t,e,r){this.h=+n,
this.s=+t,this.l=+e,this.opacity=+r}In(B,ct,Fn(an,{brighter(n){return n=n==null?En:Math.pow(En,n),new B(this.h,this.s,this.l*n,this.opacity)},darker(n){return n=
n==null?xn:Math.pow(xn,n),new B(this.h,this.s,this.l*n,this.opacity)},rgb(){var n=this.h%360+(this.h<0)*360,t=isNaN(n)||isNaN(this.s)?0:this.s,e=this.l,r=e+(e<.5?
e:1-e)*t,i=2*e-r;return new z(Lt(n>=240?n-240:n+120,i,r),Lt(n,i,r),Lt(n<120?n+240:n-120,i,r),this.opacity)},clamp(){return new B(Ir(this.h),at(this.s),at(this.l),
ft(this.opacity))},displayable(){return(0<=this.s&&this.s<=1||isNaN(this.s))&&0<=this.l&&this.l<=1&&0<=this.opacity&&this.opacity<=1},formatHsl(){let n=ft(this.
opacity);return`${n===1?"hsl(":"hsla("}${Ir(this.h)}, ${at(this.s)*100}%, ${at(this.l)*100}%${n===1?")":`, ${n})`}`}}));function Ir(n){return n=(n||0)%360,n<0?n+
360:n}function at(n){return Math.max(0,Math.min(1,n||0))}function Lt(n,t,e){return(n<60?t+(e-t)*n/60:n<180?e:n<240?t+(e-t)*(240-n)/60:t)*255}var Tr=Math.PI/180,
$r=180/Math.PI,lt=18,zr=.96422,Dr=1,Hr=.82521,Lr=4/29,Sn=6/29,Pr=3*Sn*Sn,Au=Sn*Sn*Sn;function Fr(n){if(n instanceof Y)return new Y(n.l,n.a,n.b,n.opacity);if(n instanceof
J)return Vr(n);n instanceof z||(n=Xt(n));var t=Vt(n.r),e=Vt(n.g),r=Vt(n.b),i=Pt((.2225045*t+.7168786*e+.0606169*r)/Dr),o,u;return t===e&&e===r?o=u=i:(o=Pt((.4360747*
t+.3850649*e+.1430804*r)/zr),u=Pt((.0139322*t+.0971045*e+.7141733*r)/Hr)),new Y(116*i-16,500*(o-i),200*(i-u),n.opacity)}function Br(n,t,e,r){return arguments.length===1?Fr(n):new Y(n,t,e,r??1)}function Y(n,t,e,r){this.l=+n,this.a=+t,this.b=+e,this.opacity=+r}In(Y,Br,Fn(an,{brighter(n){
return new Y(this.l+lt*(n??1),this.a,this.b,this.opacity)},darker(n){return new Y(this.l-lt*(n??1),this.a,this.b,this.opacity)},rgb(){var n=(this.l+16)/116,t=isNaN(
this.a)?n:n+this.a/500,e=isNaN(this.b)?n:n-this.b/200;return t=zr*Ft(t),n=Dr*Ft(n),e=Hr*Ft(e),new z(Bt(3.1338561*t-1.6168667*n-.4906146*e),Bt(-.9787684*t+1.9161415*
n+.033454*e),Bt(.0719453*t-.2289914*n+1.4052427*e),this.opacity)}}));function Pt(n){return n>Au?Math.pow(n,1/3):n/Pr+Lr}function Ft(n){return n>Sn?n*n*n:Pr*(n-Lr)}
function Bt(n){return 255*(n<=.0031308?12.92*n:1.055*Math.pow(n,1/2.4)-.055)}function Vt(n){return(n/=255)<=.04045?n/12.92:Math.pow((n+.055)/1.055,2.4)}function Nu(n){
if(n instanceof J)return new J(n.h,n.c,n.l,n.opacity);if(n instanceof Y||(n=Fr(n)),n.a===0&&n.b===0)return new J(NaN,0<n.l&&n.l<100?0:NaN,n.l,n.opacity);var t=Math.
atan2(n.b,n.a)*$r;return new J(t<0?t+360:t,Math.sqrt(n.a*n.a+n.b*n.b),n.l,n.opacity)}function st(n,t,e,r){return arguments.length===1?Nu(n):new J(n,t,e,r??1)}function J(n,t,e,r){this.h=+n,this.c=+t,this.l=+e,this.opacity=+r}function Vr(n){if(isNaN(
n.h))return new Y(n.l,0,0,n.opacity);var t=n.h*Tr;return new Y(n.l,Math.cos(t)*n.c,Math.sin(t)*n.c,n.opacity)}In(J,st,Fn(an,{brighter(n){return new J(this.h,this.
c,this.l+lt*(n??1),this.opacity)},darker(n){return new J(this.h,this.c,this.l-lt*(n??1),this.opacity)},rgb(){return Vr(this).rgb()}}));var Xr=-.14861,Yt=1.78277,
Ut=-.29227,ht=-.90649,Pn=1.97294,Cr=Pn*ht,qr=Pn*Yt,Or=Yt*Ut-ht*Xr;function ku(n){if(n instanceof yn)return new yn(n.h,n.s,n.l,n.opacity);n instanceof z||(n=Xt(n));
var t=n.r/255,e=n.g/255,r=n.b/255,i=(Or*r+Cr*t-qr*e)/(Or+Cr-qr),o=r-i,u=(Pn*(e-i)-Ut*o)/ht,a=Math.sqrt(u*u+o*o)/(Pn*i*(1-i)),l=a?Math.atan2(u,o)*$r-120:NaN;return new yn(
l<0?l+360:l,a,i,n.opacity)}function dt(n,t,e,r){return arguments.length===1?ku(n):new yn(n,t,e,r??1)}function yn(n,t,e,r){this.h=+n,this.s=+t,this.l=+e,this.opacity=
+r}In(yn,dt,Fn(an,{brighter(n){return n=n==null?En:Math.pow(En,n),new yn(this.h,this.s,this.l*n,this.opacity)},darker(n){return n=n==null?xn:Math.pow(xn,n),new yn(
this.h,this.s,this.l*n,this.opacity)},rgb(){var n=isNaN(this.h)?0:(this.h+120)*Tr,t=+this.l,e=isNaN(this.s)?0:this.s*t*(1-t),r=Math.cos(n),i=Math.sin(n);return new z(
255*(t+e*(Xr*r+Yt*i)),255*(t+e*(Ut*r+ht*i)),255*(t+e*(Pn*r)),this.opacity)}}));function Wr(n,t,e,r,i){var o=n*n,u=o*n;return((1-3*n+3*o-u)*t+(4-6*o+3*u)*e+(1+3*n+3*o-3*u)*r+u*i)/6}function Su(n){var t=n.length-1;return function(e){var r=e<=
0?e=0:e>=1?(e=1,t-1):Math.floor(e*t),i=n[r],o=n[r+1],u=r>0?n[r-1]:2*i-o,a=r<t-1?n[r+2]:2*o-i;return Wr((e-r/t)*t,u,i,o,a)}}function Eu(n){var t=n.length;return function(e){
var r=Math.floor(((e%=1)<0?++e:e)*t),i=n[(r+t-1)%t],o=n[r%t],u=n[(r+1)%t],a=n[(r+2)%t];return Wr((e-r/t)*t,i,o,u,a)}}var gt=n=>()=>n;function Qr(n,t){return function(e){
return n+e*t}}function Iu(n,t,e){return n=Math.pow(n,e),t=Math.pow(t,e)-n,e=1/e,function(r){return Math.pow(n+r*t,e)}}function Gt(n,t){var e=t-n;return e?Qr(n,e>
180||e<-180?e-360*Math.round(e/360):e):gt(isNaN(n)?t:n)}function Cu(n){return(n=+n)==1?H:function(t,e){return e-t?Iu(t,e,n):gt(isNaN(t)?e:t)}}function H(n,t){var e=t-
n;return e?Qr(n,e):gt(isNaN(n)?t:n)}var Vn=(function n(t){var e=Cu(t);function r(i,o){var u=e((i=Bn(i)).r,(o=Bn(o)).r),a=e(i.g,o.g),l=e(i.b,o.b),f=H(i.opacity,o.
opacity);return function(s){return i.r=u(s),i.g=a(s),i.b=l(s),i.opacity=f(s),i+""}}return r.gamma=n,r})(1);function Zr(n){return function(t){var e=t.length,r=new Array(
e),i=new Array(e),o=new Array(e),u,a;for(u=0;u<e;++u)a=Bn(t[u]),r[u]=a.r||0,i[u]=a.g||0,o[u]=a.b||0;return r=n(r),i=n(i),o=n(o),a.opacity=1,function(l){return a.
r=r(l),a.g=i(l),a.b=o(l),a+""}}}var Vc=Zr(Su),Xc=Zr(Eu);function qu(n,t){t||(t=[]);var e=n?Math.min(t.length,n.length):0,r=t.slice(),i;return function(o){for(i=
0;i<e;++i)r[i]=n[i]*(1-o)+t[i]*o;return r}}function Ou(n){return ArrayBuffer.isView(n)&&!(n instanceof DataView)}function Ru(n,t){var e=t?t.length:0,r=n?Math.min(e,n.length):0,i=new Array(r),o=new Array(e),u;for(u=0;u<r;++u)i[u]=mt(n[u],t[u]);for(;u<e;++u)o[u]=t[u];return function(a){
for(u=0;u<r;++u)o[u]=i[u](a);return o}}function Tu(n,t){var e=new Date;return n=+n,t=+t,function(r){return e.setTime(n*(1-r)+t*r),e}}function L(n,t){return n=+n,
t=+t,function(e){return n*(1-e)+t*e}}function $u(n,t){var e={},r={},i;(n===null||typeof n!="object")&&(n={}),(t===null||typeof t!="object")&&(t={});for(i in t)i in
n?e[i]=mt(n[i],t[i]):r[i]=t[i];return function(o){for(i in e)r[i]=e[i](o);return r}}var Qt=/[-+]?(?:\d+\.?\d*|\.?\d+)(?:[eE][-+]?\d+)?/g,Wt=new RegExp(Qt.source,
"g");function zu(n){return function(){return n}}function Du(n){return function(t){return n(t)+""}}function Kt(n,t){var e=Qt.lastIndex=Wt.lastIndex=0,r,i,o,u=-1,
a=[],l=[];for(n=n+"",t=t+"";(r=Qt.exec(n))&&(i=Wt.exec(t));)(o=i.index)>e&&(o=t.slice(e,o),a[u]?a[u]+=o:a[++u]=o),(r=r[0])===(i=i[0])?a[u]?a[u]+=i:a[++u]=i:(a[++u]=
null,l.push({i:u,x:L(r,i)})),e=Wt.lastIndex;return e<t.length&&(o=t.slice(e),a[u]?a[u]+=o:a[++u]=o),a.length<2?l[0]?Du(l[0].x):zu(t):(t=l.length,function(f){for(var s=0,
h;s<t;++s)a[(h=l[s]).i]=h.x(f);return a.join("")})}function mt(n,t){var e=typeof t,r;return t==null||e==="boolean"?gt(t):(e==="number"?L:e==="string"?(r=j(t))?(t=
r,Vn):Kt:t instanceof j?Vn:t instanceof Date?Tu:Ou(t)?qu:Array.isArray(t)?Ru:typeof t.valueOf!="function"&&typeof t.toString!="function"||isNaN(t)?$u:L)(n,t)}function Gr(n,t){return n=+n,t=+t,function(e){return Math.round(n*(1-e)+t*e)}}var Yr=180/Math.PI,Zt={translateX:0,translateY:0,rotate:0,skewX:0,scaleX:1,scaleY:1};
function Kr(n,t,e,r,i,o){var u,a,l;return(u=Math.sqrt(n*n+t*t))&&(n/=u,t/=u),(l=n*e+t*r)&&(e-=n*l,r-=t*l),(a=Math.sqrt(e*e+r*r))&&(e/=a,r/=a,l/=a),n*r<t*e&&(n=-n,
t=-t,l=-l,u=-u),{translateX:i,translateY:o,rotate:Math.atan2(t,n)*Yr,skewX:Math.atan(l)*Yr,scaleX:u,scaleY:a}}var pt;function Hu(n){let t=new(typeof DOMMatrix==
"function"?DOMMatrix:WebKitCSSMatrix)(n+"");return t.isIdentity?Zt:Kr(t.a,t.b,t.c,t.d,t.e,t.f)}function Lu(n){return n==null||(pt||(pt=document.createElementNS(
"http://www.w3.org/2000/svg","g")),pt.setAttribute("transform",n),!(n=pt.transform.baseVal.consolidate()))?Zt:(n=n.matrix,Kr(n.a,n.b,n.c,n.d,n.e,n.f))}function Jr(n,t,e,r){
function i(f){return f.length?f.pop()+" ":""}function o(f,s,h,d,g,v){if(f!==h||s!==d){var w=g.push("translate(",null,t,null,e);v.push({i:w-4,x:L(f,h)},{i:w-2,x:L(
s,d)})}else(h||d)&&g.push("translate("+h+t+d+e)}function u(f,s,h,d){f!==s?(f-s>180?s+=360:s-f>180&&(f+=360),d.push({i:h.push(i(h)+"rotate(",null,r)-2,x:L(f,s)})):
s&&h.push(i(h)+"rotate("+s+r)}function a(f,s,h,d){f!==s?d.push({i:h.push(i(h)+"skewX(",null,r)-2,x:L(f,s)}):s&&h.push(i(h)+"skewX("+s+r)}function l(f,s,h,d,g,v){
if(f!==h||s!==d){var w=g.push(i(g)+"scale(",null,",",null,")");v.push({i:w-4,x:L(f,h)},{i:w-2,x:L(s,d)})}else(h!==1||d!==1)&&g.push(i(g)+"scale("+h+","+d+")")}return function(f,s){
var h=[],d=[];return f=n(f),s=n(s),o(f.translateX,f.translateY,s.translateX,s.translateY,h,d),u(f.rotate,s.rotate,h,d),a(f.skewX,s.skewX,h,d),l(f.scaleX,f.scaleY,
s.scaleX,s.scaleY,h,d),f=s=null,function(g){for(var v=-1,w=d.length,b;++v<w;)h[(b=d[v]).i]=b.x(g);return h.join("")}}}var jr=Jr(Hu,"px, ","px)","deg)"),ni=Jr(Lu,
", ",")",")"),Pu=1e-12;function Ur(n){return((n=Math.exp(n))+1/n)/2}function Fu(n){return((n=Math.exp(n))-1/n)/2}function Bu(n){return((n=Math.exp(2*n))-1)/(n+1)}
var Yc=(function n(t,e,r){function i(o,u){var a=o[0],l=o[1],f=o[2],s=u[0],h=u[1],d=u[2],g=s-a,v=h-l,w=g*g+v*v,b,q;if(w<Pu)q=Math.log(d/f)/t,b=function(F){return[
a+F*g,l+F*v,f*Math.exp(t*F*q)]};else{var S=Math.sqrt(w),R=(d*d-f*f+r*w)/(2*f*e*S),C=(d*d-f*f-r*w)/(2*d*e*S),E=Math.log(Math.sqrt(R*R+1)-R),k=Math.log(Math.sqrt(
C*C+1)-C);q=(k-E)/t,b=function(F){var en=F*q,W=Ur(E),Q=f/(e*S)*(W*Bu(t*en+E)-Fu(E));return[a+Q*g,l+Q*v,f*W/Ur(t*en+E)]}}return b.duration=Math.abs(q)*1e3*t/Math.
SQRT2,b}return i.rho=function(o){var u=Math.max(.001,+o),a=u*u,l=a*a;return n(u,a,l)},i})(Math.SQRT2,2,4);function ti(n){return function(t,e){var r=n((t=ct(t)).
h,(e=ct(e)).h),i=H(t.s,e.s),o=H(t.l,e.l),u=H(t.opacity,e.opacity);return function(a){return t.h=r(a),t.s=i(a),t.l=o(a),t.opacity=u(a),t+""}}}var Uc=ti(Gt),Wc=ti(
H);function ei(n){return function(t,e){var r=n((t=st(t)).h,(e=st(e)).h),i=H(t.c,e.c),o=H(t.l,e.l),u=H(t.opacity,e.opacity);return function(a){return t.h=r(a),t.c=i(
a),t.l=o(a),t.opacity=u(a),t+""}}}var Qc=ei(Gt),Zc=ei(H);function ri(n){return(function t(e){e=+e;function r(i,o){var u=n((i=dt(i)).h,(o=dt(o)).h),a=H(i.s,o.s),
l=H(i.l,o.l),f=H(i.opacity,o.opacity);return function(s){return i.h=u(s),i.s=a(s),i.l=l(Math.pow(s,e)),i.opacity=f(s),i+""}}return r.gamma=t,r})(1)}var Gc=ri(Gt),
Kc=ri(H);function Vu(n,t){switch(arguments.length){case 0:break;case 1:this.range(n);break;default:this.range(t).domain(n);break}return this}function Xu(n){return function(){return n}}function Yu(n){return+n}var ii=[0,1];function Cn(n){return n}function Jt(n,t){return(t-=n=+n)?function(e){return(e-n)/
t}:Xu(isNaN(t)?NaN:.5)}function Uu(n,t){var e;return n>t&&(e=n,n=t,t=e),function(r){return Math.max(n,Math.min(t,r))}}function Wu(n,t,e){var r=n[0],i=n[1],o=t[0],
u=t[1];return i<r?(r=Jt(i,r),o=e(u,o)):(r=Jt(r,i),o=e(o,u)),function(a){return o(r(a))}}function Qu(n,t,e){var r=Math.min(n.length,t.length)-1,i=new Array(r),o=new Array(
r),u=-1;for(n[r]<n[0]&&(n=n.slice().reverse(),t=t.slice().reverse());++u<r;)i[u]=Jt(n[u],n[u+1]),o[u]=e(t[u],t[u+1]);return function(a){var l=dr(n,a,1,r)-1;return o[l](
i[l](a))}}function Zu(n,t){return t.domain(n.domain()).range(n.range()).interpolate(n.interpolate()).clamp(n.clamp()).unknown(n.unknown())}function Gu(){var n=ii,
t=ii,e=mt,r,i,o,u=Cn,a,l,f;function s(){var d=Math.min(n.length,t.length);return u!==Cn&&(u=Uu(n[0],n[d-1])),a=d>2?Qu:Wu,l=f=null,h}function h(d){return d==null||
isNaN(d=+d)?o:(l||(l=a(n.map(r),t,e)))(r(u(d)))}return h.invert=function(d){return u(i((f||(f=a(t,n.map(r),L)))(d)))},h.domain=function(d){return arguments.length?
(n=Array.from(d,Yu),s()):n.slice()},h.range=function(d){return arguments.length?(t=Array.from(d),s()):t.slice()},h.rangeRound=function(d){return t=Array.from(d),
e=Gr,s()},h.clamp=function(d){return arguments.length?(u=d?!0:Cn,s()):u!==Cn},h.interpolate=function(d){return arguments.length?(e=d,s()):e},h.unknown=function(d){
return arguments.length?(o=d,h):o},function(d,g){return r=d,i=g,s()}}function Ku(){return Gu()(Cn,Cn)}function Ju(n,t,e,r){var i=yr(n,t,e),o;switch(r=Dn(r??",f"),
r.type){case"s":{var u=Math.max(Math.abs(n),Math.abs(t));return r.precision==null&&!isNaN(o=lr(i,u))&&(r.precision=o),Dt(r,u)}case"":case"e":case"g":case"p":case"\
r":{r.precision==null&&!isNaN(o=cr(i,Math.max(Math.abs(n),Math.abs(t))))&&(r.precision=o-(r.type==="e"));break}case"f":case"%":{r.precision==null&&!isNaN(o=fr(i))&&
(r.precision=o-(r.type==="%")*2);break}}return bn(r)}function ju(n){var t=n.domain;return n.ticks=function(e){var r=t();return mr(r[0],r[r.length-1],e??10)},n.tickFormat=
function(e,r){var i=t();return Ju(i[0],i[i.length-1],e??10,r)},n.nice=function(e){e==null&&(e=10);var r=t(),i=0,o=r.length-1,u=r[i],a=r[o],l,f,s=10;for(a<u&&(f=
u,u=a,a=f,f=i,i=o,o=f);s-- >0;){if(f=it(u,a,e),f===l)return r[i]=u,r[o]=a,t(r);if(f>0)u=Math.floor(u/f)*f,a=Math.ceil(a/f)*f;else if(f<0)u=Math.ceil(u*f)/f,a=Math.
floor(a*f)/f;else break;l=f}return n},n}function yt(){var n=Ku();return n.copy=function(){return Zu(n,yt())},Vu.apply(n,arguments),ju(n)}function wt(n){return((n*=2)<=1?n*n*n:(n-=2)*n*n+2)/2}var jt=3,fs=(function n(t){t=+t;function e(r){return Math.pow(r,t)}return e.exponent=n,e})(jt),ls=(function n(t){
t=+t;function e(r){return 1-Math.pow(1-r,t)}return e.exponent=n,e})(jt),cs=(function n(t){t=+t;function e(r){return((r*=2)<=1?Math.pow(r,t):2-Math.pow(2-r,t))/2}
return e.exponent=n,e})(jt),na=Math.PI,ss=na/2;function xt(n){return(Math.pow(2,-10*n)-.0009765625)*1.0009775171065494}var oi=4/11,hs=6/11,ds=8/11,ps=3/4,gs=9/11,ms=10/11,ys=15/16,xs=21/22,ws=63/64,vs=1/oi/oi;var ne=1.70158,_s=(function n(t){t=+t;function e(r){return(r=+r)*r*(t*(r-1)+r)}return e.overshoot=n,e})(ne),Ms=(function n(t){t=+t;function e(r){return--r*r*((r+
1)*t+r)+1}return e.overshoot=n,e})(ne),bs=(function n(t){t=+t;function e(r){return((r*=2)<1?r*r*((t+1)*r-t):(r-=2)*r*((t+1)*r+t)+2)/2}return e.overshoot=n,e})(ne),
qn=2*Math.PI,te=1,ee=.3,As=(function n(t,e){var r=Math.asin(1/(t=Math.max(1,t)))*(e/=qn);function i(o){return t*xt(- --o)*Math.sin((r-o)/e)}return i.amplitude=function(o){
return n(o,e*qn)},i.period=function(o){return n(t,o)},i})(te,ee),Ns=(function n(t,e){var r=Math.asin(1/(t=Math.max(1,t)))*(e/=qn);function i(o){return 1-t*xt(o=
+o)*Math.sin((o+r)/e)}return i.amplitude=function(o){return n(o,e*qn)},i.period=function(o){return n(t,o)},i})(te,ee),ks=(function n(t,e){var r=Math.asin(1/(t=Math.
max(1,t)))*(e/=qn);function i(o){return((o=o*2-1)<0?t*xt(-o)*Math.sin((r-o)/e):2-t*xt(o)*Math.sin((r+o)/e))/2}return i.amplitude=function(o){return n(o,e*qn)},i.
period=function(o){return n(t,o)},i})(te,ee);var ta={value:()=>{}};function re(){for(var n=0,t=arguments.length,e={},r;n<t;++n){if(!(r=arguments[n]+"")||r in e||/[\s.]/.test(r))throw new Error("illegal typ\
e: "+r);e[r]=[]}return new vt(e)}function vt(n){this._=n}function ea(n,t){return n.trim().split(/^|\s+/).map(function(e){var r="",i=e.indexOf(".");if(i>=0&&(r=e.
slice(i+1),e=e.slice(0,i)),e&&!t.hasOwnProperty(e))throw new Error("unknown type: "+e);return{type:e,name:r}})}vt.prototype=re.prototype={constructor:vt,on:function(n,t){
var e=this._,r=ea(n+"",e),i,o=-1,u=r.length;if(arguments.length<2){for(;++o<u;)if((i=(n=r[o]).type)&&(i=ra(e[i],n.name)))return i;return}if(t!=null&&typeof t!="\
function")throw new Error("invalid callback: "+t);for(;++o<u;)if(i=(n=r[o]).type)e[i]=ui(e[i],n.name,t);else if(t==null)for(i in e)e[i]=ui(e[i],n.name,null);return this},
copy:function(){var n={},t=this._;for(var e in t)n[e]=t[e].slice();return new vt(n)},call:function(n,t){if((i=arguments.length-2)>0)for(var e=new Array(i),r=0,i,
o;r<i;++r)e[r]=arguments[r+2];if(!this._.hasOwnProperty(n))throw new Error("unknown type: "+n);for(o=this._[n],r=0,i=o.length;r<i;++r)o[r].value.apply(t,e)},apply:function(n,t,e){
if(!this._.hasOwnProperty(n))throw new Error("unknown type: "+n);for(var r=this._[n],i=0,o=r.length;i<o;++i)r[i].value.apply(t,e)}};function ra(n,t){for(var e=0,
r=n.length,i;e<r;++e)if((i=n[e]).name===t)return i.value}function ui(n,t,e){for(var r=0,i=n.length;r<i;++r)if(n[r].name===t){n[r]=ta,n=n.slice(0,r).concat(n.slice(
r+1));break}return e!=null&&n.push({name:t,value:e}),n}var On=0,Yn=0,Xn=0,fi=1e3,_t,Un,Mt=0,wn=0,At=0,Wn=typeof performance=="object"&&performance.now?performance:Date,li=typeof window=="object"&&window.requestAnimationFrame?
window.requestAnimationFrame.bind(window):function(n){setTimeout(n,17)};function Nt(){return wn||(li(ia),wn=Wn.now()+At)}function ia(){wn=0}function bt(){this._call=
this._time=this._next=null}bt.prototype=oe.prototype={constructor:bt,restart:function(n,t,e){if(typeof n!="function")throw new TypeError("callback is not a func\
tion");e=(e==null?Nt():+e)+(t==null?0:+t),!this._next&&Un!==this&&(Un?Un._next=this:_t=this,Un=this),this._call=n,this._time=e,ie()},stop:function(){this._call&&
(this._call=null,this._time=1/0,ie())}};function oe(n,t,e){var r=new bt;return r.restart(n,t,e),r}function oa(){Nt(),++On;for(var n=_t,t;n;)(t=wn-n._time)>=0&&n.
_call.call(void 0,t),n=n._next;--On}function ai(){wn=(Mt=Wn.now())+At,On=Yn=0;try{oa()}finally{On=0,aa(),wn=0}}function ua(){var n=Wn.now(),t=n-Mt;t>fi&&(At-=t,
Mt=n)}function aa(){for(var n,t=_t,e,r=1/0;t;)t._call?(r>t._time&&(r=t._time),n=t,t=t._next):(e=t._next,t._next=null,t=n?n._next=e:_t=e);Un=n,ie(r)}function ie(n){
if(!On){Yn&&(Yn=clearTimeout(Yn));var t=n-wn;t>24?(n<1/0&&(Yn=setTimeout(ai,Math.ceil(n-Wn.now()-At)+1)),Xn&&(Xn=clearInterval(Xn))):(Xn||(Mt=Wn.now(),Xn=setInterval(
ua,fi)),On=1,li(ai))}}function ue(n,t,e){var r=new bt;return t=t==null?0:+t,r.restart(i=>{r.stop(),n(i+t)},t,e),r}var fa=re("start","end","cancel","interrupt"),la=[],hi=0,ci=1,ae=2,kt=3,si=4,fe=5,St=6;function Et(n,t,e,r,i,o){var u=n.__transition;if(!u)n.__transition={};else if(e in
u)return;ca(n,e,{name:t,index:r,group:i,on:fa,tween:la,time:o.time,delay:o.delay,duration:o.duration,ease:o.ease,timer:null,state:hi})}function le(n,t){var e=V(
n,t);if(e.state>hi)throw new Error("too late; already scheduled");return e}function U(n,t){var e=V(n,t);if(e.state>kt)throw new Error("too late; already running");
return e}function V(n,t){var e=n.__transition;if(!e||!(e=e[t]))throw new Error("transition not found");return e}function ca(n,t,e){var r=n.__transition,i;r[t]=e,
e.timer=oe(o,0,e.time);function o(f){e.state=ci,e.timer.restart(u,e.delay,e.time),e.delay<=f&&u(f-e.delay)}function u(f){var s,h,d,g;if(e.state!==ci)return l();
for(s in r)if(g=r[s],g.name===e.name){if(g.state===kt)return ue(u);g.state===si?(g.state=St,g.timer.stop(),g.on.call("interrupt",n,n.__data__,g.index,g.group),delete r[s]):
+s<t&&(g.state=St,g.timer.stop(),g.on.call("cancel",n,n.__data__,g.index,g.group),delete r[s])}if(ue(function(){e.state===kt&&(e.state=si,e.timer.restart(a,e.delay,
e.time),a(f))}),e.state=ae,e.on.call("start",n,n.__data__,e.index,e.group),e.state===ae){for(e.state=kt,i=new Array(d=e.tween.length),s=0,h=-1;s<d;++s)(g=e.tween[s].
value.call(n,n.__data__,e.index,e.group))&&(i[++h]=g);i.length=h+1}}function a(f){for(var s=f<e.duration?e.ease.call(null,f/e.duration):(e.timer.restart(l),e.state=
fe,1),h=-1,d=i.length;++h<d;)i[h].call(n,s);e.state===fe&&(e.on.call("end",n,n.__data__,e.index,e.group),l())}function l(){e.state=St,e.timer.stop(),delete r[t];
for(var f in r)return;delete n.__transition}}function sa(n,t){var e=n.__transition,r,i,o=!0,u;if(e){t=t==null?null:t+"";for(u in e){if((r=e[u]).name!==t){o=!1;continue}
i=r.state>ae&&r.state<fe,r.state=St,r.timer.stop(),r.on.call(i?"interrupt":"cancel",n,n.__data__,r.index,r.group),delete e[u]}o&&delete n.__transition}}function ha(n){
return this.each(function(){sa(this,n)})}function da(n,t){var e,r;return function(){var i=U(this,n),o=i.tween;if(o!==e){r=e=o;for(var u=0,a=r.length;u<a;++u)if(r[u].
name===t){r=r.slice(),r.splice(u,1);break}}i.tween=r}}function pa(n,t,e){var r,i;if(typeof e!="function")throw new Error;return function(){var o=U(this,n),u=o.tween;
if(u!==r){i=(r=u).slice();for(var a={name:t,value:e},l=0,f=i.length;l<f;++l)if(i[l].name===t){i[l]=a;break}l===f&&i.push(a)}o.tween=i}}function ga(n,t){var e=this.
_id;if(n+="",arguments.length<2){for(var r=V(this.node(),e).tween,i=0,o=r.length,u;i<o;++i)if((u=r[i]).name===n)return u.value;return null}return this.each((t==
null?da:pa)(e,n,t))}function ce(n,t,e){var r=n._id;return n.each(function(){var i=U(this,r);(i.value||(i.value={}))[t]=e.apply(this,arguments)}),function(i){return V(
i,r).value[t]}}function di(n,t){var e;return(typeof t=="number"?L:t instanceof j?Vn:(e=j(t))?(t=e,Vn):Kt)(n,t)}function ma(n){return function(){this.removeAttribute(
n)}}function ya(n){return function(){this.removeAttributeNS(n.space,n.local)}}function xa(n,t,e){var r,i=e+"",o;return function(){var u=this.getAttribute(n);return u===
i?null:u===r?o:o=t(r=u,e)}}function wa(n,t,e){var r,i=e+"",o;return function(){var u=this.getAttributeNS(n.space,n.local);return u===i?null:u===r?o:o=t(r=u,e)}}
function va(n,t,e){var r,i,o;return function(){var u,a=e(this),l;return a==null?void this.removeAttribute(n):(u=this.getAttribute(n),l=a+"",u===l?null:u===r&&l===
i?o:(i=l,o=t(r=u,a)))}}function _a(n,t,e){var r,i,o;return function(){var u,a=e(this),l;return a==null?void this.removeAttributeNS(n.space,n.local):(u=this.getAttributeNS(
n.space,n.local),l=a+"",u===l?null:u===r&&l===i?o:(i=l,o=t(r=u,a)))}}function Ma(n,t){var e=on(n),r=e==="transform"?ni:di;return this.attrTween(n,typeof t=="fun\
ction"?(e.local?_a:va)(e,r,ce(this,"attr."+n,t)):t==null?(e.local?ya:ma)(e):(e.local?wa:xa)(e,r,t))}function ba(n,t){return function(e){this.setAttribute(n,t.call(
this,e))}}function Aa(n,t){return function(e){this.setAttributeNS(n.space,n.local,t.call(this,e))}}function Na(n,t){var e,r;function i(){var o=t.apply(this,arguments);
return o!==r&&(e=(r=o)&&Aa(n,o)),e}return i._value=t,i}function ka(n,t){var e,r;function i(){var o=t.apply(this,arguments);return o!==r&&(e=(r=o)&&ba(n,o)),e}return i.
_value=t,i}function Sa(n,t){var e="attr."+n;if(arguments.length<2)return(e=this.tween(e))&&e._value;if(t==null)return this.tween(e,null);if(typeof t!="function")
throw new Error;var r=on(n);return this.tween(e,(r.local?Na:ka)(r,t))}function Ea(n,t){return function(){le(this,n).delay=+t.apply(this,arguments)}}function Ia(n,t){
return t=+t,function(){le(this,n).delay=t}}function Ca(n){var t=this._id;return arguments.length?this.each((typeof n=="function"?Ea:Ia)(t,n)):V(this.node(),t).delay}
function qa(n,t){return function(){U(this,n).duration=+t.apply(this,arguments)}}function Oa(n,t){return t=+t,function(){U(this,n).duration=t}}function Ra(n){var t=this.
_id;return arguments.length?this.each((typeof n=="function"?qa:Oa)(t,n)):V(this.node(),t).duration}function Ta(n,t){if(typeof t!="function")throw new Error;return function(){
U(this,n).ease=t}}function $a(n){var t=this._id;return arguments.length?this.each(Ta(t,n)):V(this.node(),t).ease}function za(n,t){return function(){var e=t.apply(
this,arguments);if(typeof e!="function")throw new Error;U(this,n).ease=e}}function Da(n){if(typeof n!="function")throw new Error;return this.each(za(this._id,n))}
function Ha(n){typeof n!="function"&&(n=$n(n));for(var t=this._groups,e=t.length,r=new Array(e),i=0;i<e;++i)for(var o=t[i],u=o.length,a=r[i]=[],l,f=0;f<u;++f)(l=
o[f])&&n.call(l,l.__data__,f,o)&&a.push(l);return new tn(r,this._parents,this._name,this._id)}function La(n){if(n._id!==this._id)throw new Error;for(var t=this.
_groups,e=n._groups,r=t.length,i=e.length,o=Math.min(r,i),u=new Array(r),a=0;a<o;++a)for(var l=t[a],f=e[a],s=l.length,h=u[a]=new Array(s),d,g=0;g<s;++g)(d=l[g]||
f[g])&&(h[g]=d);for(;a<r;++a)u[a]=t[a];return new tn(u,this._parents,this._name,this._id)}function Pa(n){return(n+"").trim().split(/^|\s+/).every(function(t){var e=t.
indexOf(".");return e>=0&&(t=t.slice(0,e)),!t||t==="start"})}function Fa(n,t,e){var r,i,o=Pa(t)?le:U;return function(){var u=o(this,n),a=u.on;a!==r&&(i=(r=a).copy()).
on(t,e),u.on=i}}function Ba(n,t){var e=this._id;return arguments.length<2?V(this.node(),e).on.on(n):this.each(Fa(e,n,t))}function Va(n){return function(){var t=this.
parentNode;for(var e in this.__transition)if(+e!==n)return;t&&t.removeChild(this)}}function Xa(){return this.on("end.remove",Va(this._id))}function Ya(n){var t=this.
_name,e=this._id;typeof n!="function"&&(n=sn(n));for(var r=this._groups,i=r.length,o=new Array(i),u=0;u<i;++u)for(var a=r[u],l=a.length,f=o[u]=new Array(l),s,h,
d=0;d<l;++d)(s=a[d])&&(h=n.call(s,s.__data__,d,a))&&("__data__"in s&&(h.__data__=s.__data__),f[d]=h,Et(f[d],t,e,d,f,V(s,e)));return new tn(o,this._parents,t,e)}
function Ua(n){var t=this._name,e=this._id;typeof n!="function"&&(n=Tn(n));for(var r=this._groups,i=r.length,o=[],u=[],a=0;a<i;++a)for(var l=r[a],f=l.length,s,h=0;h<
f;++h)if(s=l[h]){for(var d=n.call(s,s.__data__,h,l),g,v=V(s,e),w=0,b=d.length;w<b;++w)(g=d[w])&&Et(g,t,e,w,d,v);o.push(d),u.push(s)}return new tn(o,u,t,e)}var Wa=hn.
prototype.constructor;function Qa(){return new Wa(this._groups,this._parents)}function Za(n,t){var e,r,i;return function(){var o=un(this,n),u=(this.style.removeProperty(
n),un(this,n));return o===u?null:o===e&&u===r?i:i=t(e=o,r=u)}}function pi(n){return function(){this.style.removeProperty(n)}}function Ga(n,t,e){var r,i=e+"",o;return function(){
var u=un(this,n);return u===i?null:u===r?o:o=t(r=u,e)}}function Ka(n,t,e){var r,i,o;return function(){var u=un(this,n),a=e(this),l=a+"";return a==null&&(l=a=(this.
style.removeProperty(n),un(this,n))),u===l?null:u===r&&l===i?o:(i=l,o=t(r=u,a))}}function Ja(n,t){var e,r,i,o="style."+t,u="end."+o,a;return function(){var l=U(
this,n),f=l.on,s=l.value[o]==null?a||(a=pi(t)):void 0;(f!==e||i!==s)&&(r=(e=f).copy()).on(u,i=s),l.on=r}}function ja(n,t,e){var r=(n+="")=="transform"?jr:di;return t==
null?this.styleTween(n,Za(n,r)).on("end.style."+n,pi(n)):typeof t=="function"?this.styleTween(n,Ka(n,r,ce(this,"style."+n,t))).each(Ja(this._id,n)):this.styleTween(
n,Ga(n,r,t),e).on("end.style."+n,null)}function nf(n,t,e){return function(r){this.style.setProperty(n,t.call(this,r),e)}}function tf(n,t,e){var r,i;function o(){
var u=t.apply(this,arguments);return u!==i&&(r=(i=u)&&nf(n,u,e)),r}return o._value=t,o}function ef(n,t,e){var r="style."+(n+="");if(arguments.length<2)return(r=
this.tween(r))&&r._value;if(t==null)return this.tween(r,null);if(typeof t!="function")throw new Error;return this.tween(r,tf(n,t,e??""))}function rf(n){return function(){
this.textContent=n}}function of(n){return function(){var t=n(this);this.textContent=t??""}}function uf(n){return this.tween("text",typeof n=="function"?of(ce(this,
"text",n)):rf(n==null?"":n+""))}function af(n){return function(t){this.textContent=n.call(this,t)}}function ff(n){var t,e;function r(){var i=n.apply(this,arguments);
return i!==e&&(t=(e=i)&&af(i)),t}return r._value=n,r}function lf(n){var t="text";if(arguments.length<1)return(t=this.tween(t))&&t._value;if(n==null)return this.
tween(t,null);if(typeof n!="function")throw new Error;return this.tween(t,ff(n))}function cf(){for(var n=this._name,t=this._id,e=gi(),r=this._groups,i=r.length,
o=0;o<i;++o)for(var u=r[o],a=u.length,l,f=0;f<a;++f)if(l=u[f]){var s=V(l,t);Et(l,n,e,f,u,{time:s.time+s.delay+s.duration,delay:0,duration:s.duration,ease:s.ease})}
return new tn(r,this._parents,n,e)}function sf(){var n,t,e=this,r=e._id,i=e.size();return new Promise(function(o,u){var a={value:u},l={value:function(){--i===0&&
o()}};e.each(function(){var f=U(this,r),s=f.on;s!==n&&(t=(n=s).copy(),t._.cancel.push(a),t._.interrupt.push(a),t._.end.push(l)),f.on=t}),i===0&&o()})}var hf=0;function tn(n,t,e,r){
this._groups=n,this._parents=t,this._name=e,this._id=r}function df(n){return hn().transition(n)}function gi(){return++hf}var nn=hn.prototype;tn.prototype=df.prototype=
{constructor:tn,select:Ya,selectAll:Ua,selectChild:nn.selectChild,selectChildren:nn.selectChildren,filter:Ha,merge:La,selection:Qa,transition:cf,call:nn.call,nodes:nn.
nodes,node:nn.node,size:nn.size,empty:nn.empty,each:nn.each,on:Ba,attr:Ma,attrTween:Sa,style:ja,styleTween:ef,text:uf,textTween:lf,remove:Xa,tween:ga,delay:Ca,duration:Ra,
ease:$a,easeVarying:Da,end:sf,[Symbol.iterator]:nn[Symbol.iterator]};var pf={time:null,delay:0,duration:250,ease:wt};function gf(n,t){for(var e;!(e=n.__transition)||
!(e=e[t]);)if(!(n=n.parentNode))throw new Error(`transition ${t} not found`);return e}function mf(n){var t,e;n instanceof tn?(t=n._id,n=n._name):(t=gi(),(e=pf).
time=Nt(),n=n==null?null:n+"");for(var r=this._groups,i=r.length,o=0;o<i;++o)for(var u=r[o],a=u.length,l,f=0;f<a;++f)(l=u[f])&&Et(l,n,t,f,u,e||gf(l,t));return new tn(
r,this._parents,n,t)}hn.prototype.interrupt=ha;hn.prototype.transition=mf;function yf(n){let e=0,r=0,i=1,o=10;if(n){for(let u=0;u<n.length&&!(u>6);u++)e+=i*(n.charCodeAt(u)%o),r+=i*(o-1),i*=.7;r>0&&(e=e/r)}return e}function xf(n){let t=0;
if(n){let e=n.split("`");e.length>1&&(n=e[e.length-1]),n=n.split("(")[0],t=yf(n)}return t}function wf(n,t){let e,r,i;return n==="red"?(e=200+Math.round(55*t),r=
50+Math.round(80*t),i=r):n==="orange"?(e=190+Math.round(65*t),r=90+Math.round(65*t),i=0):n==="yellow"?(e=175+Math.round(55*t),r=e,i=50+Math.round(20*t)):n==="gr\
een"?(e=50+Math.round(60*t),r=200+Math.round(55*t),i=e):n==="pastelgreen"?(e=163+Math.round(75*t),r=195+Math.round(49*t),i=72+Math.round(149*t)):n==="blue"?(e=91+
Math.round(126*t),r=156+Math.round(76*t),i=221+Math.round(26*t)):n==="aqua"?(e=50+Math.round(60*t),r=165+Math.round(55*t),i=r):n==="cold"?(e=0+Math.round(55*(1-
t)),r=0+Math.round(230*(1-t)),i=200+Math.round(55*t)):(e=200+Math.round(55*t),r=0+Math.round(230*(1-t)),i=0+Math.round(55*(1-t))),"rgb("+e+","+r+","+i+")"}function mi(){let n=960,t=null,e=18,r=null,i=null,o="",u=750,a=wt,l=!1,f=!1,s=null,h=null,d=0,g=null,v=null,w=!1,b=!1,q=!1,S=null,R=!1,C=null,E=function(c){return c.
data.n||c.data.name},k=function(c){return"v"in c?c.v:c.value},F=function(c){return c.c||c.children},en=function(c){return c.data.l||c.data.libtype},W=function(c){
return"d"in c.data?c.data.d:c.data.delta},Q=function(c,y,m){v=()=>{g&&(g.textContent="search: "+y+" of "+m+" total samples ( "+bn(".3f")(100*(y/m),3)+"%)")},v()},
Qn=Q,M=(c,y,m=!1)=>{if(!y)return!1;let x=E(c);m&&(y=y.toLowerCase(),x=x.toLowerCase());let _=new RegExp(y);return typeof x<"u"&&x&&x.match(_)},Z=M,T=function(c){
g&&(c?g.textContent=c:typeof v=="function"?v():g.textContent="")},rn=T,fn=function(c){return E(c)+" ("+bn(".3f")(100*(c.x1-c.x0),3)+"%, "+k(c)+" samples)"},G=function(c){
return c.highlight?"#E600E6":vn(E(c),en(c))},ln=G;function vn(c,y){let m=C||"warm";!C&&!(typeof y>"u"||y==="")&&(m="red",typeof c<"u"&&c&&c.match(/::/)&&(m="yel\
low"),y==="kernel"?m="orange":y==="jit"?m="green":y==="inlined"&&(m="aqua"));let x=xf(c);return wf(m,x)}function P(c){c.data.fade=!1,c.data.hide=!1,c.children&&
c.children.forEach(P)}function yi(c){let y=c,m=y.parent,x,_,N;for(;m;){for(x=m.children,_=x.length;_--;)N=x[_],N!==y&&(N.data.hide=!0);y=m,m=y.parent}}function se(c){
c.parent&&(c.parent.data.fade=!0,se(c.parent))}function It(c,y){if(i&&i.hide(),yi(c),P(c),se(c),_n(),q){let m=y.parentNode.offsetTop,x=(window.innerHeight-m)/e,
_=(c.height-x+10)*e;window.scrollTo({top:m+_,left:0,behavior:"smooth"})}typeof s=="function"&&s(c)}function xi(c,y){let m=[],x=0;function _(N,$){let I=!1;M(N,y)?
(N.highlight=!0,I=!0,$||(x+=k(N)),m.push(N)):N.highlight=!1,N.children&&N.children.forEach(function(K){_(K,$||I)})}return _(c,!1),[m,x]}function he(c,y){if(c.id===
y)return c;{let m=c.children;if(m)for(let x=0;x<m.length;x++){let _=he(m[x],y);if(_)return _}}}function de(c){c.highlight=!1,c.children&&c.children.forEach(function(y){
de(y)})}function wi(c,y){if(typeof l=="function")return l(c,y);if(l)return pn(E(c),E(y))}let vi=xr();function _i(c){let y=c.descendants();if(d>0){let m=n/(c.x1-
c.x0);y=y.filter(function(x){return(x.x1-x.x0)*m>d})}return y}function _n(){r.each(function(c){let y=yt().range([0,n]),m=yt().range([0,e]);l&&c.sort(wi),ge(c),vi(
c);let x=n/(c.x1-c.x0);function _(A){return(A.x1-A.x0)*x}let N=_i(c),$=dn(this).select("svg");$.attr("width",n);let I=$.selectAll("g").data(N,function(A){return A.
id});if(!t||b){let A=0;for(let D=0;D<N.length;++D)N[D].depth>A&&(A=N[D].depth);t=(A+3)*e,t<S&&(t=S),$.attr("height",t)}I.transition().duration(u).ease(a).attr("\
transform",function(A){return"translate("+y(A.x0)+","+(f?m(A.depth):t-m(A.depth)-e)+")"}),I.select("rect").transition().duration(u).ease(a).attr("width",_);let K=I.
enter().append("svg:g").attr("transform",function(A){return"translate("+y(A.x0)+","+(f?m(A.depth):t-m(A.depth)-e)+")"});K.append("svg:rect").transition().delay(
u/2).attr("width",_),i||K.append("svg:title"),K.append("foreignObject").append("xhtml:div"),I=$.selectAll("g").data(N,function(A){return A.id}),I.attr("width",_).
attr("height",function(A){return e}).attr("name",function(A){return E(A)}).attr("class",function(A){return A.data.fade?"frame fade":"frame"}),I.select("rect").attr(
"height",function(A){return e}).attr("fill",function(A){return G(A)}),i||I.select("title").text(fn),I.select("foreignObject").attr("width",_).attr("height",function(A){
return e}).style("pointer-events","none").select("div").attr("class","d3-flame-graph-label").style("display",function(A){return _(A)<35?"none":"block"}).transition().
delay(u).text(E),I.on("click",function(A,D){It(D,this)}),I.exit().remove(),I.on("mouseover",function(A,D){i&&i.show(A,D),T(fn(D)),typeof h=="function"&&h(D)}).on(
"mouseout",function(){i&&i.hide(),T(null)})})}function pe(c,y){y.forEach(function(m){let x=c.find(function(_){return _.name===m.name});x?(x.value+=m.value,m.children&&
(x.children||(x.children=[]),pe(x.children,m.children))):c.push(m)})}function Mi(c,y){y(c);let m=c.children;if(m){let x=[m],_,N,$;for(;x.length;)for(m=x.pop(),_=
m.length;_--;)N=m[_],y(N),$=N.children,$&&x.push($)}}function bi(c){let y=0;Mi(c,function(m){m.id=y++})}function ge(c){let y,m,x,_,N,$,I,K,A=[],D=[],Rn=[],Ai=!w,
cn=c.data;for(cn.hide?(c.value=0,m=c.children,m&&Rn.push(m)):(c.value=cn.fade?0:k(cn),A.push(c));y=A.pop();)if(m=y.children,m&&(N=m.length)){for(_=0;N--;){if(I=
m[N],cn=I.data,cn.hide){I.value=0,x=I.children,x&&Rn.push(x);continue}cn.fade?I.value=0:(K=k(cn),I.value=K,_+=K),A.push(I)}Ai&&y.value&&(y.value-=_),D.push(m)}for(N=
D.length;N--;){for(m=D[N],_=0,$=m.length;$--;)_+=m[$].value;m[0].parent.value+=_}for(;Rn.length;)for(m=Rn.pop(),$=m.length;$--;)I=m[$],I.value=0,x=I.children,x&&
Rn.push(x)}function Ct(){r.datum(c=>{if(c.constructor.name!=="Node"){let y=ot(c,F);return bi(y),ge(y),y.originalValue=y.value,R&&y.eachAfter(m=>{let x=W(m),_=m.
children,N=_&&_.length;for(;--N>=0;)x+=_[N].delta;m.delta=x}),y}})}function p(c){if(!arguments.length)return p;r=c,Ct(),r.each(function(y){if(dn(this).select("s\
vg").size()===0){let m=dn(this).append("svg:svg").attr("width",n).attr("class","partition d3-flame-graph");t&&(t<S&&(t=S),m.attr("height",t)),m.append("svg:text").
attr("class","title").attr("text-anchor","middle").attr("y","25").attr("x",n/2).attr("fill","#808080").text(o),i&&m.call(i)}}),_n()}return p.height=function(c){
return arguments.length?(t=c,p):t},p.minHeight=function(c){return arguments.length?(S=c,p):S},p.width=function(c){return arguments.length?(n=c,p):n},p.cellHeight=
function(c){return arguments.length?(e=c,p):e},p.tooltip=function(c){return arguments.length?(typeof c=="function"&&(i=c),p):i},p.title=function(c){return arguments.
length?(o=c,p):o},p.transitionDuration=function(c){return arguments.length?(u=c,p):u},p.transitionEase=function(c){return arguments.length?(a=c,p):a},p.sort=function(c){
return arguments.length?(l=c,p):l},p.inverted=function(c){return arguments.length?(f=c,p):f},p.computeDelta=function(c){return arguments.length?(R=c,p):R},p.setLabelHandler=
function(c){return arguments.length?(fn=c,p):fn},p.label=p.setLabelHandler,p.search=function(c){let y=[],m=0,x=0;r.each(function(_){let N=xi(_,c);y.push(...N[0]),
m+=N[1],x+=_.originalValue}),Q(y,m,x),_n()},p.findById=function(c){if(typeof c>"u"||c===null)return null;let y=null;return r.each(function(m){y===null&&(y=he(m,
c))}),y},p.clear=function(){T(null),r.each(function(c){de(c),_n()})},p.zoomTo=function(c){It(c,r.node())},p.resetZoom=function(){r.each(function(c){It(c,r.node())})},
p.onClick=function(c){return arguments.length?(s=c,p):s},p.onHover=function(c){return arguments.length?(h=c,p):h},p.merge=function(c){return r&&(this.resetZoom(),
v=null,T(null),r.datum(y=>(pe([y.data],[c]),y.data)),Ct(),_n()),p},p.update=function(c){return r&&(c&&(r.datum(c),Ct()),_n()),p},p.destroy=function(){return r&&
(i&&(i.hide(),typeof i.destroy=="function"&&i.destroy()),r.selectAll("svg").remove()),p},p.setColorMapper=function(c){return arguments.length?(G=y=>{let m=ln(y);
return c(y,m)},p):(G=ln,p)},p.color=p.setColorMapper,p.setColorHue=function(c){return arguments.length?(C=c,p):(C=null,p)},p.minFrameSize=function(c){return arguments.
length?(d=c,p):d},p.setDetailsElement=function(c){return arguments.length?(g=c,p):g},p.details=p.setDetailsElement,p.selfValue=function(c){return arguments.length?
(w=c,p):w},p.resetHeightOnZoom=function(c){return arguments.length?(b=c,p):b},p.scrollOnZoom=function(c){return arguments.length?(q=c,p):q},p.getName=function(c){
return arguments.length?(E=c,p):E},p.getValue=function(c){return arguments.length?(k=c,p):k},p.getChildren=function(c){return arguments.length?(F=c,p):F},p.getLibtype=
function(c){return arguments.length?(en=c,p):en},p.getDelta=function(c){return arguments.length?(W=c,p):W},p.setSearchHandler=function(c){return arguments.length?
(Q=c,p):(Q=Qn,p)},p.setDetailsHandler=function(c){return arguments.length?(T=c,p):(T=rn,p)},p.setSearchMatch=function(c){return arguments.length?(M=c,p):(M=Z,p)},
p}return Ci(vf);})();
